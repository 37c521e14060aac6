'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { toast } from 'sonner'
import { api, messageOf } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { DeliveryOperation, List } from '@/lib/api-types.ts'

/** The operations that people can start themselves. */
export type OperationKind = Exclude<DeliveryOperation['kind'], 'order'>

export interface OperationRange {
  since?: string
  until?: string
  types: string[]
}

const keyOf = (endpointId: string) => ['delivery-operations', endpointId]
const base = (endpointId: string) => `/webhook-endpoints/${endpointId}`

/** The latest operations, refetched each second while one runs. */
export function useOperations(endpointId: string) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: keyOf(endpointId),
    queryFn: () => api<List<DeliveryOperation>>('GET', `${base(endpointId)}/operations`),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? 1000 : false),
  })
  const ended = query.data?.items.flatMap((one) => (isRunning(one) ? [] : one.id)).join()
  const known = useRef(ended)
  useEffect(() => {
    // Also for an operation that was never seen running. Without this, the counts would stay as they were until their
    // next regular read.
    if (known.current !== undefined && ended !== known.current)
      for (const key of ['deliveries', 'delivery-counts'])
        void client.invalidateQueries({ queryKey: [key, endpointId] })
    known.current = ended
  }, [client, endpointId, ended])
  return query
}

export function isRunning({ status }: DeliveryOperation): boolean {
  return status === 'running'
}

/** How many deliveries an operation would affect. The key is its own, as counts may be slow: see `followDeliveries`. */
export function useCount(endpointId: string, kind: OperationKind, range: OperationRange | null) {
  return useQuery({
    queryKey: ['delivery-counts', endpointId, kind, range],
    queryFn: () => api<{ count: number }>('POST', `${base(endpointId)}/${kind}/count`, range),
    enabled: range !== null,
    placeholderData: (before) => before,
    gcTime: 0,
    staleTime: 0,
  })
}

export function useStartOperation(endpointId: string, kind: OperationKind) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (range: OperationRange) => apiOnce<DeliveryOperation>(`${base(endpointId)}/${kind}`, range),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(endpointId) }),
  })
}

export function useStopOperation(endpointId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api<DeliveryOperation>('POST', `/delivery-operations/${id}/cancel`),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(endpointId) }),
    onError: (error) => toast.error(messageOf(error)),
  })
}
