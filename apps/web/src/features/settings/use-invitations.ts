import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.ts'
import type { Invitation, List } from '@/lib/api-types.ts'

export const INVITATIONS = ['invitations']

/** The open invitation links; only admins may read them. */
export function useInvitations(enabled = true) {
  return useQuery({
    queryKey: INVITATIONS,
    queryFn: () => api<List<Invitation>>('GET', '/invitations'),
    enabled,
  })
}
