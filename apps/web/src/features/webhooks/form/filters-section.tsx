'use client'
import { useQuery } from '@tanstack/react-query'
import { Controller, useFormContext } from 'react-hook-form'
import { pathOf } from '@/features/documents/tree-places.ts'
import { useDocumentTree } from '@/features/documents/use-documents.ts'
import { useMembers } from '@/features/settings/use-members.ts'
import { api } from '@/lib/api.ts'
import type { Document, List } from '@/lib/api-types.ts'
import { findPeople } from '@/lib/find-people.ts'
import type { Values } from './form-values.ts'
import { SearchList } from './search-list.tsx'

const filters = [
  {
    name: 'documents',
    label: 'Documents',
    hint: 'Only events about these documents.',
    action: 'Add a document',
    kind: 'document',
    useFound: useFoundDocuments,
  },
  {
    name: 'folders',
    label: 'Parent documents',
    hint: 'Only events about these documents and everything under them.',
    action: 'Add a parent document',
    kind: 'document',
    useFound: useFoundDocuments,
  },
  {
    name: 'actors',
    label: 'People',
    hint: 'Only what these people did.',
    action: 'Add a person',
    kind: 'person',
    useFound: useFoundPeople,
  },
] as const

/** Limits events to some documents, or to what some people did. */
export function FiltersSection() {
  const form = useFormContext<Values>()
  const { errors } = form.formState
  return (
    <>
      <p className="text-(length:--small) text-quiet leading-relaxed">
        Without filters, the endpoint gets every event you chose. Documents and parent documents add up;
        people narrow the result. Events that aren’t about a document are sent only when neither is set.
      </p>
      {filters.map(({ name, ...list }) => (
        <Controller
          key={name}
          control={form.control}
          name={name}
          render={({ field }) => (
            <SearchList
              {...list}
              error={errors[name]?.message}
              value={field.value}
              onChange={field.onChange}
            />
          )}
        />
      ))}
    </>
  )
}

function useFoundDocuments(query: string) {
  const tree = useDocumentTree().data?.items ?? []
  return useQuery({
    queryKey: ['documents', 'filter', query],
    queryFn: () => api<List<Document>>('GET', `/documents?limit=20&query=${encodeURIComponent(query)}`),
    select: ({ items }) =>
      items.map(({ id, title }) => ({ id, name: title || 'Untitled', detail: pathOf(tree, id).join(' › ') })),
    placeholderData: (before) => before,
  })
}

function useFoundPeople(query: string) {
  return useMembers(({ items }) =>
    findPeople(items, query).map(({ user }) => ({ id: user.id, name: user.name, detail: user.email })),
  )
}
