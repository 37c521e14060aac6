'use client'
import type { Wire } from '@quillwire/api'
import type {
  IncomingCallDetails,
  IncomingCallView,
  IncomingHookDetails,
  IncomingHookView,
} from '@quillwire/webhooks/incoming'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { toast } from 'sonner'
import { api, messageOf } from '@/lib/api.ts'
import type { List } from '@/lib/api-types.ts'

export type Hook = Wire<IncomingHookView>
export type HookDetail = Wire<IncomingHookDetails>
export type HookAction = Hook['action']
export type Call = Wire<IncomingCallView>
export type CallDetail = Wire<IncomingCallDetails>

const KEY = ['incoming-hooks'] as const
const path = '/incoming-hooks'
/** Calls come from outside: the pages look again by themselves while they are looked at, ms. */
const LOOK_AGAIN = 2500

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

/** Makes a hook, or changes what is given of the one with the id; its document stays. */
export function useSaveHook(id?: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ documentId, ...settings }: Partial<HookInput>) =>
      id
        ? api<HookDetail>('PATCH', `${path}/${id}`, settings)
        : api<HookDetail>('POST', path, { documentId, ...settings }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  })
}

const changes = {
  'rotate-token': 'The hook has a new URL. The old one no longer works.',
  'rotate-secret': 'The hook has a new secret. The old one no longer works.',
  revoke: 'The URL no longer works.',
} as const

/** What is done to a hook with a button. */
export function useChangeHook(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: keyof typeof changes) => api<HookDetail>('POST', `${path}/${id}/${change}`),
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

export function useCalls(id: string, status: string) {
  return useInfiniteQuery({
    queryKey: [...KEY, id, 'calls', status],
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({ limit: '50', ...(status ? { status } : {}) })
      if (pageParam) search.set('cursor', pageParam)
      return api<List<Call>>('GET', `${path}/${id}/calls?${search}`)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: LOOK_AGAIN,
  })
}

export function useCall(id: string | null) {
  return useQuery({
    queryKey: ['incoming-call', id],
    queryFn: () => api<CallDetail>('GET', `/incoming-calls/${id}`),
    enabled: id !== null,
  })
}
