'use client'
import { folded, hasTyped } from '@quillwire/editor/folded'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { pathOf } from '@/features/documents/tree-places.ts'
import { useDocumentTree } from '@/features/documents/use-documents.ts'
import { api } from '@/lib/api.ts'
import type { Document, List } from '@/lib/api-types.ts'

const SHOWN = 8

interface Found {
  /** Each with the titles above it, which tell it from others of its title. */
  documents: (Pick<Document, 'id' | 'title'> & { path: string[] })[]
  /** There are others. */
  more: boolean
  /** Asking the server for them. */
  query: Pick<UseQueryResult, 'isPending' | 'error' | 'refetch'>
  /** Whether these are the answer to this query, and not what stands in for it until it comes. */
  settled: boolean
}

/**
 * The documents whose titles have the query in them: first those whose whole title it is, then the latest changed. Until
 * the server has answered: those that the side bar knows, so that no row is ever shown that does not fit what is typed.
 */
export function useDocumentSearch(query: string): Found {
  const tree = useDocumentTree().data?.items
  const found = useQuery({
    queryKey: ['documents', 'palette', query],
    queryFn: () => api<List<Document>>('GET', `/documents?limit=${SHOWN}&query=${encodeURIComponent(query)}`),
  })
  const answer = found.data?.items
  const more = Boolean(found.data?.nextCursor)
  const documents = useMemo(() => {
    const listed = tree ?? []
    const latest = answer ?? listed.filter(({ title }) => hasTyped(title, query))
    // What is called so and is missing in a whole answer has gone since the side bar was read, or is called otherwise.
    return titleFirst(query, latest, more ? listed : [])
      .slice(0, SHOWN)
      .map(({ id, title }) => ({ id, title, path: pathOf(listed, id) }))
  }, [tree, answer, more, query])
  return {
    documents,
    more,
    query: found,
    settled: found.isSuccess || found.isError,
  }
}

type Titled = Pick<Document, 'id' | 'title'>

/** However many were changed later, what is called like that is no further down. */
function titleFirst(query: string, latest: readonly Titled[], listed: readonly Titled[]): Titled[] {
  const wanted = folded(query.trim())
  if (!wanted) return [...latest]
  const isCalledSo = ({ title }: Titled) => folded(title.trim()) === wanted
  const known = new Set(latest.map(({ id }) => id))
  return [
    ...latest.filter(isCalledSo),
    ...listed.filter((document) => !known.has(document.id) && isCalledSo(document)),
    ...latest.filter((document) => !isCalledSo(document)),
  ]
}
