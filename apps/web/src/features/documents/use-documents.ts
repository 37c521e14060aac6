'use client'
import {
  type InfiniteData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { toast } from 'sonner'
import { api, messageOf, readChanged, type Versioned } from '@/lib/api.ts'
import { apiOnce } from '@/lib/api-once.ts'
import type { Document, List, TreeDocument } from '@/lib/api-types.ts'
import { trashedText } from './tree-places.ts'

const KEY = ['documents'] as const
const TREE_KEY = [...KEY, 'tree'] as const

type Tree = Versioned<{ items: TreeDocument[] }>

const answerOf = ({ answer }: Tree) => answer

/** The documents page by page, the most recently changed first. */
export function useDocuments({ query = '', trashed = false }: { query?: string; trashed?: boolean }) {
  return useInfiniteQuery({
    queryKey: [...KEY, { query, trashed }] as const,
    queryFn: ({ pageParam }) => {
      const search = new URLSearchParams({
        limit: '50',
        ...(query ? { query } : {}),
        ...(trashed ? { trashed: 'true' } : {}),
      })
      if (pageParam) search.set('cursor', pageParam)
      return api<List<Document>>('GET', `/documents?${search}`)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    // If nothing was found, adding letters to the query finds nothing either; any other query may find something.
    placeholderData: (before, asked) => {
      return isEmptyList(before) && !query.includes(asked?.queryKey[1].query ?? '') ? undefined : before
    },
    refetchOnWindowFocus: true,
  })
}

/** Whether the list was read and is empty. */
export function isEmptyList(read: InfiniteData<List<Document>> | undefined): boolean {
  return read?.pages.every(({ items }) => items.length === 0) ?? false
}

/**
 * Every document with its place, for the side bar and the breadcrumb. A later read returns the same object as long as
 * nothing has changed, so that nothing is rendered again. A hidden page reads nothing.
 */
export function useDocumentTree() {
  return useQuery({
    queryKey: TREE_KEY,
    queryFn: ({ client }) => readChanged('/document-tree', client.getQueryData<Tree>(TREE_KEY)),
    select: answerOf,
    // Browsers do not always report that the network is back: as long as there is no list, it is requested more often.
    refetchInterval: ({ state }) => (state.data === undefined ? 5000 : 30_000),
  })
}

/** Returns a function to call when something about documents has changed. */
export function useRefreshDocuments() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: KEY })
}

/** Handles a refused change: says why, and rereads the documents, since often somebody else has already done it. */
function useRefused() {
  const refresh = useRefreshDocuments()
  return (error: unknown) => {
    toast.error(messageOf(error))
    void refresh()
  }
}

/** Creates a document and opens it. */
export function useCreateDocument() {
  const router = useRouter()
  const refresh = useRefreshDocuments()
  return useMutation({
    mutationFn: (input: { parentId?: string }) => apiOnce<Document>('/documents', input),
    onSuccess: async (document) => {
      router.push(`/d/${document.id}`)
      await refresh()
    },
    onError: (error) => toast.error(messageOf(error)),
  })
}

interface Move {
  document: Pick<Document, 'id' | 'title'>
  parentId: string | null
  /** The name of its new place in the message. */
  placeName: string
}

/** Puts a document under another one, or (`null`) at the top level. */
export function useMoveDocument() {
  const refresh = useRefreshDocuments()
  const refused = useRefused()
  return useMutation({
    mutationFn: ({ document, parentId }: Move) => api('PATCH', `/documents/${document.id}`, { parentId }),
    onSuccess: async (_, { document, placeName }) => {
      toast(`Moved “${document.title || 'Untitled'}” to ${placeName}.`)
      await refresh()
    },
    onError: refused,
  })
}

export function useTrashDocument() {
  const client = useQueryClient()
  const refresh = useRefreshDocuments()
  const refused = useRefused()
  const restore = useRestoreDocument()
  return useMutation({
    mutationFn: (document: Pick<Document, 'id' | 'title'>) => api('DELETE', `/documents/${document.id}`),
    onSuccess: async (_, document) => {
      toast(trashedText(document, client.getQueryData<Tree>(TREE_KEY)?.answer.items ?? []), {
        action: { label: 'Undo', onClick: () => restore.mutate(document) },
      })
      await refresh()
    },
    onError: refused,
  })
}

export function useRestoreDocument() {
  const refresh = useRefreshDocuments()
  const refused = useRefused()
  return useMutation({
    mutationFn: (document: Pick<Document, 'id' | 'title'>) =>
      api('POST', `/documents/${document.id}/restore`),
    onSuccess: async (_, document) => {
      toast(`“${document.title || 'Untitled'}” is back.`)
      await refresh()
    },
    onError: refused,
  })
}

export function useDeleteDocument() {
  const refresh = useRefreshDocuments()
  const refused = useRefused()
  return useMutation({
    mutationFn: (id: string) => api('DELETE', `/documents/${id}?permanent=true`),
    onSuccess: refresh,
    onError: refused,
  })
}

export function useRenameDocument() {
  const refresh = useRefreshDocuments()
  const refused = useRefused()
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) => api('PATCH', `/documents/${id}`, { title }),
    onSuccess: refresh,
    onError: refused,
  })
}
