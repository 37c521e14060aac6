'use client'
import type { EndpointSettings } from '@quillwire/webhooks'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { toast } from 'sonner'
import { api, messageOf } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { Delivery, DeliveryDetail, Endpoint, List, ListedDelivery } from '@/lib/api-types.ts'
import { watchEvents } from '@/lib/watched-events.ts'
import { followDeliveries } from './follow-deliveries.ts'

const KEY = ['webhook-endpoints'] as const
const path = '/webhook-endpoints'

export function useEndpoints() {
  return useQuery({
    queryKey: [...KEY, 'list'],
    queryFn: () => api<List<Endpoint>>('GET', path),
  })
}

export function useEndpoint(id: string) {
  return useQuery({ queryKey: [...KEY, id], queryFn: () => api<Endpoint>('GET', `${path}/${id}`) })
}

/** The signing secret, while it is shown. Reread when the endpoint has changed, since another admin may rotate it. */
export function useSigningSecret({ id, updatedAt }: Endpoint, shown: boolean) {
  return useQuery({
    queryKey: ['webhook-secret', id, updatedAt],
    queryFn: async () => (await api<{ secret: string }>('GET', `${path}/${id}/secret`)).secret,
    enabled: shown,
    gcTime: 0,
  })
}

/** The settings as the API takes them. Secrets that are not named stay; null removes one. */
export interface EndpointInput extends Omit<EndpointSettings, 'format' | 'filters'> {
  format: string
  filters: { documentIds: string[]; folderIds: string[]; actorIds: string[] }
  secrets: Record<string, string | null>
}

/** Adds an endpoint, or changes the given fields of the one with the id. */
export function useSaveEndpoint(id?: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (input: Partial<EndpointInput>) =>
      id ? api<Endpoint>('PATCH', `${path}/${id}`, input) : apiOnce<Endpoint>(path, input),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: KEY })
      // Turning on “in order” while many deliveries wait starts an operation.
      if (id) void client.invalidateQueries({ queryKey: ['delivery-operations', id] })
    },
  })
}

export function useSetStatus(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (status: 'active' | 'paused') => api<Endpoint>('PATCH', `${path}/${id}`, { status }),
    // Also if it fails: another admin may have deleted the endpoint.
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
    onError: (error) => toast.error(messageOf(error)),
  })
}

export function useDeleteEndpoint(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api('DELETE', `${path}/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: [...KEY, 'list'] }),
    onError: (error) => toast.error(messageOf(error)),
  })
}

export function useTestEvent(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (type: string) => apiOnce<Delivery>(`${path}/${id}/test`, { type }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deliveries', id] }),
    onError: (error) => toast.error(messageOf(error)),
  })
}

export function useRotateSecret(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (overlapHours: number) => apiOnce<Endpoint>(`${path}/${id}/rotate-secret`, { overlapHours }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
    onError: (error) => toast.error(messageOf(error)),
  })
}

export interface DeliveryFilter {
  status: string
  eventType: string
  documentId: string
}

export function useDeliveries(id: string, filter: DeliveryFilter) {
  return useInfiniteQuery({
    queryKey: ['deliveries', id, filter],
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: '50' })
      for (const [name, value] of Object.entries(filter)) if (value) search.set(name, value)
      if (pageParam) search.set('cursor', pageParam)
      return api<List<ListedDelivery>>('GET', `${path}/${id}/deliveries?${search}`)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  })
}

export function useDelivery(id: string | null) {
  return useQuery({
    queryKey: ['delivery', id],
    queryFn: () => api<DeliveryDetail>('GET', `/deliveries/${id}`),
    enabled: id !== null,
  })
}

export function useRetryDelivery(endpointId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => apiOnce(`/deliveries/${id}/retry`),
    onSuccess: async (_, id) => {
      toast('It is being sent.')
      await client.invalidateQueries({ queryKey: ['delivery', id] })
      await client.invalidateQueries({ queryKey: ['deliveries', endpointId] })
    },
    onError: (error) => toast.error(messageOf(error)),
  })
}

/** Rereads the endpoint, its deliveries and operations whenever the server reports that something changed. */
export function useLiveDeliveries(endpointId: string): void {
  const client = useQueryClient()
  useEffect(() => {
    const source = watchEvents(`/api/v1${path}/${endpointId}/deliveries/stream`, ['change', 'refresh'])
    const stop = followDeliveries(client, endpointId, source)
    return () => {
      stop()
      source.close()
    }
  }, [client, endpointId])
}
