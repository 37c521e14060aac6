'use client'
import { hasTyped } from '@quillwire/editor/folded'
import { useQuery } from '@tanstack/react-query'
import { useDocumentTree } from '@/features/documents/use-documents.ts'
import { api } from '@/lib/api.ts'
import type { Document, List } from '@/lib/api-types.ts'

const SHOWN = 8

interface Found {
  documents: Pick<Document, 'id' | 'title'>[]
  /** Whether these are the answer to this query, and not what stands in for it until it comes. */
  settled: boolean
}

/**
 * The documents whose titles have the query in them, the latest changed first. Until the server has answered: those
 * that the side bar knows, so that no row is ever shown that does not fit what is typed.
 */
export function useDocumentSearch(query: string): Found {
  const tree = useDocumentTree()
  const found = useQuery({
    queryKey: ['documents', 'palette', query],
    queryFn: () => api<List<Document>>('GET', `/documents?limit=${SHOWN}&query=${encodeURIComponent(query)}`),
  })
  if (found.data) return { documents: found.data.items, settled: true }
  const known = tree.data?.items.filter(({ title }) => hasTyped(title, query)) ?? []
  return { documents: known.slice(0, SHOWN), settled: found.isError }
}
