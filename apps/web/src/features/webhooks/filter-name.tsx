'use client'
import { useQuery } from '@tanstack/react-query'
import { FileText, UserRound } from 'lucide-react'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { useDocumentTree } from '@/features/documents/use-documents.ts'
import { useApiKeys } from '@/features/settings/use-api-keys.ts'
import { useMembers } from '@/features/settings/use-members.ts'
import { api } from '@/lib/api.ts'
import type { Document } from '@/lib/api-types.ts'

export type FilterKind = 'document' | 'person'
export const filterIcons = { document: FileText, person: UserRound }

interface FilterNameProps {
  kind: FilterKind
  id: string
  /** The name, if it is known already. */
  known?: string
}

/** The name of what an id in a filter stands for. For hundreds of ids, names come from lists that are read once. */
export function FilterName({ kind, id, known }: FilterNameProps) {
  const Icon = filterIcons[kind]
  const Lookup = kind === 'document' ? DocumentName : ActorName
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-1.5" title={id}>
      <Icon className="size-4 shrink-0 text-quiet" />
      {known ? <span className="truncate">{known}</span> : <Lookup id={id} />}
    </span>
  )
}

/** A document that the tree does not have is in the trash, or gone. */
function DocumentName({ id }: { id: string }) {
  const tree = useDocumentTree()
  const listed = tree.data?.items.find((document) => document.id === id)
  const read = useQuery({
    queryKey: ['filter-name', id],
    queryFn: () => api<Document>('GET', `/documents/${id}`),
    enabled: !tree.isPending && !listed,
    staleTime: 60_000,
    retry: false,
  })
  const document = listed ?? read.data
  return (
    <Name
      id={id}
      isLoading={tree.isPending || read.isLoading}
      name={document && (document.title || 'Untitled')}
    />
  )
}

/** Actors are members, API keys or integrations. Integrations have no list, and are shown by their id. */
function ActorName({ id }: { id: string }) {
  const members = useMembers()
  const member = members.data?.items.find(({ user }) => user.id === id)
  const keys = useApiKeys(members.isSuccess && !member)
  const key = keys.data?.items.find((one) => one.id === id)
  return (
    <Name
      id={id}
      isLoading={members.isLoading || keys.isLoading}
      name={member ? member.user.name : key && `${key.name} (API key)`}
    />
  )
}

function Name({ id, isLoading, name }: { id: string; isLoading: boolean; name: string | undefined }) {
  if (isLoading) return <Skeleton className="h-4 w-24" />
  return <span className="truncate">{name ?? `${id.slice(0, 8)}…`}</span>
}
