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
  /** Each with the titles above it, which tell it from others with the same title. */
  documents: (Pick<Document, 'id' | 'title'> & { path: string[] })[]
  /** There are more. */
  more: boolean
  /** The request to the server. */
  query: Pick<UseQueryResult, 'isPending' | 'isLoadingError' | 'error' | 'refetch'>
  /** Whether the server has answered this query; until then the documents are a stand-in. */
  settled: boolean
}

/**
 * The documents whose titles contain the query: first those with exactly this title, then the most recently changed.
 * Until the server has answered, they come from the side bar's list, so that no row ever fails to match the query.
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
    // Only for a partial answer: a title that a complete one lacks was deleted or renamed since the side bar was read.
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

/** Puts exact titles first, however many others were changed more recently. */
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
