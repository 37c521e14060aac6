'use client'
import { useState } from 'react'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { ApiError, messageOf } from '@/lib/api.ts'
import type { TreeDocument } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { TreeRow } from './tree-row.tsx'
import { useDocumentTree } from './use-documents.ts'

/** The documents under each other, as they were put. */
export function DocumentTree({ onNavigate }: { onNavigate: (() => void) | undefined }) {
  const { data, isError, error } = useDocumentTree()
  if (!data && isError) return <Missing error={error} />
  if (!data)
    return (
      <div className="grid gap-2 px-2 py-1">
        {['w-40', 'w-32', 'w-36'].map((width) => (
          <Skeleton key={width} className={cn('h-4', width)} />
        ))}
      </div>
    )
  const documents = data.items
  const known = new Set(documents.map(({ id }) => id))
  const children = Map.groupBy(documents, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''))
  const roots = children.get('') ?? []
  if (roots.length === 0) return <p className="px-2 py-1 text-faint text-sm">Nothing here yet.</p>
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-px pb-2">
      {byTitle(roots).map((document) => (
        <Branch key={document.id} document={document} tree={children} depth={0} onNavigate={onNavigate} />
      ))}
    </ul>
  )
}

/** The list is asked for again by itself: when the network is back, and every half minute. */
function Missing({ error }: { error: Error | null }) {
  const unreachable = !(error instanceof ApiError) || error.code === 'unreachable'
  return (
    <p role="status" className="px-2 py-1 text-faint text-sm">
      {unreachable ? 'The list comes back with the network.' : messageOf(error)}
    </p>
  )
}

interface BranchProps {
  document: TreeDocument
  tree: Map<string, TreeDocument[]>
  depth: number
  onNavigate: (() => void) | undefined
}

function Branch({ document, tree, depth, onNavigate }: BranchProps) {
  const [open, setOpen] = useState(true)
  const children = tree.get(document.id) ?? []
  return (
    <li>
      <TreeRow
        document={document}
        depth={depth}
        open={children.length > 0 ? open : null}
        onOpen={setOpen}
        onNavigate={onNavigate}
      />
      {open && children.length > 0 && (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-px pt-px">
          {byTitle(children).map((child) => (
            <Branch key={child.id} document={child} tree={tree} depth={depth + 1} onNavigate={onNavigate} />
          ))}
        </ul>
      )}
    </li>
  )
}

/** As people number things: Chapter 2 before Chapter 10. */
const inOrder = new Intl.Collator(undefined, { numeric: true })

function byTitle(documents: TreeDocument[]): TreeDocument[] {
  return documents.toSorted((a, b) => inOrder.compare(a.title || 'Untitled', b.title || 'Untitled'))
}
