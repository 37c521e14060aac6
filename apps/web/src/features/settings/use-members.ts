'use client'
import { useQuery } from '@tanstack/react-query'
import { api } from '@/lib/api.ts'
import type { List, Member } from '@/lib/api-types.ts'

export const MEMBERS = ['members'] as const

/** The members of the workspace; `select` turns them into what is shown. */
export function useMembers<Shown = List<Member>>(select?: (members: List<Member>) => Shown) {
  return useQuery({
    queryKey: MEMBERS,
    queryFn: () => api<List<Member>>('GET', '/members'),
    ...(select && { select }),
  })
}
