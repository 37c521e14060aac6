'use client'
import type { Wire } from '@quillwire/api'
import type { IncomingCallDetails, IncomingHookDetails, IncomingHookView } from '@quillwire/webhooks/incoming'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api, messageOf } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { List } from '@/lib/api-types.ts'
import { callsQuery, KEY, LOOK_AGAIN, path } from './calls-query.ts'

export type Hook = Wire<IncomingHookView>
export type HookDetail = Wire<IncomingHookDetails>
export type HookAction = Hook['action']
export type CallDetail = Wire<IncomingCallDetails>

export function useHooks() {
  return useQuery({
    queryKey: [...KEY, 'list'],
    queryFn: () => api<List<Hook>>('GET', path),
    refetchInterval: LOOK_AGAIN,
  })
}

export function useHook(id: string) {
  return useQuery({
    queryKey: [...KEY, id],
    queryFn: () => api<HookDetail>('GET', `${path}/${id}`),
    refetchInterval: LOOK_AGAIN,
  })
}

export interface HookInput {
  documentId: string
  name: string
  action: HookAction
  block: string | null
  template: string | null
  signed: boolean
  rateLimit: number
}

/** Creates a hook, or changes the given fields of the one with the id, but never its document. */
export function useSaveHook(id?: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ documentId, ...settings }: Partial<HookInput>) =>
      id
        ? api<HookDetail>('PATCH', `${path}/${id}`, settings)
        : apiOnce<HookDetail>(path, { documentId, ...settings }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

const changes = {
  'rotate-token': 'The hook has a new URL. The old one no longer works.',
  'rotate-secret': 'The hook has a new secret. The old one no longer works.',
  revoke: 'The URL no longer works.',
} as const

/** The changes to a hook that are made with a button. */
export function useChangeHook(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: keyof typeof changes) => apiOnce<HookDetail>(`${path}/${id}/${change}`),
    onSuccess: async (_, change) => {
      toast(changes[change])
      await client.invalidateQueries({ queryKey: KEY })
    },
    onError: (error) => toast.error(messageOf(error)),
  })
}

export function useDeleteHook(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api('DELETE', `${path}/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: [...KEY, 'list'] }),
    onError: (error) => toast.error(messageOf(error)),
  })
}

export function useSigningSecret(id: string) {
  return useMutation({
    mutationFn: () => api<{ secret: string }>('GET', `${path}/${id}/secret`),
    onError: (error) => toast.error(messageOf(error)),
  })
}

export const useCalls = (id: string, status: string) => useInfiniteQuery(callsQuery(id, status))

export function useCall(id: string | null) {
  return useQuery({
    queryKey: ['incoming-call', id],
    queryFn: () => api<CallDetail>('GET', `/incoming-calls/${id}`),
    enabled: id !== null,
  })
}
