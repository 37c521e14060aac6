'use client'
import { useQuery } from '@tanstack/react-query'
import { FileText, UserRound } from 'lucide-react'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { api } from '@/lib/api.ts'
import type { ApiKey, Document, List, Member } from '@/lib/api-types.ts'

export type FilterKind = 'document' | 'person'
export const filterIcons = { document: FileText, person: UserRound }

interface FilterNameProps {
  kind: FilterKind
  id: string
  /** The name where it is known already. */
  known?: string
}

/** What an id in a filter stands for. */
export function FilterName({ kind, id, known }: FilterNameProps) {
  const name = useQuery({
    queryKey: ['filter-name', kind, id],
    queryFn: () => (kind === 'document' ? documentTitle(id) : actorName(id)),
    enabled: !known,
    staleTime: 60_000,
    retry: false,
  })
  const Icon = filterIcons[kind]
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-1.5" title={id}>
      <Icon className="size-4 shrink-0 text-quiet" />
      {name.isLoading ? (
        <Skeleton className="h-4 w-24" />
      ) : (
        <span className="truncate">{known || name.data || `${id.slice(0, 8)}…`}</span>
      )}
    </span>
  )
}

async function documentTitle(id: string): Promise<string> {
  return (await api<Document>('GET', `/documents/${id}`)).title || 'Untitled'
}

/** Those who act are members and API keys; integrations have no list, and stay their id. */
async function actorName(id: string): Promise<string> {
  const members = await api<List<Member>>('GET', '/members')
  const member = members.items.find(({ user }) => user.id === id)
  if (member) return member.user.name
  const keys = await api<List<ApiKey>>('GET', '/api-keys')
  const key = keys.items.find((one) => one.id === id)
  if (!key) throw new Error('Nobody has this id any more.')
  return `${key.name} (API key)`
}
