'use client'
import { usePathname } from 'next/navigation'
import { useEffect, useMemo, useRef } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import { ApiError, mayPass, messageOf } from '@/lib/api.ts'
import type { TreeDocument } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { documentsAbove } from './tree-places.ts'
import { TreeRow } from './tree-row.tsx'
import { branchesOf, shownRows } from './tree-rows.ts'
import { useDocumentTree } from './use-documents.ts'
import { useFolded } from './use-folded.ts'
import { useRowsInSight } from './use-rows-in-sight.ts'

interface DocumentTreeProps {
  onNavigate: (() => void) | undefined
}

/** The documents as a tree. It scrolls by itself; in a low window, the whole side bar around it scrolls too. */
export function DocumentTree({ onNavigate }: DocumentTreeProps) {
  const { data, isError, error, refetch } = useDocumentTree()
  return (
    <div className="relative -mx-3 min-h-[calc(4*var(--tree-row))] flex-1 overflow-y-auto px-3">
      {data ? (
        <Rows tree={data.items} onNavigate={onNavigate} />
      ) : isError ? (
        <Missing error={error} onRetry={() => refetch()} />
      ) : (
        <div className="grid gap-2 px-2 py-1">
          {['w-40', 'w-32', 'w-36'].map((width) => (
            <Skeleton key={width} className={cn('h-4', width)} />
          ))}
        </div>
      )}
    </div>
  )
}

/** Needs no button while the server is unreachable: the list is requested again by itself (`useDocumentTree`). */
function Missing({ error, onRetry }: { error: Error | null; onRetry(): void }) {
  const unreachable = !(error instanceof ApiError) || error.code === 'unreachable'
  return (
    <div className="grid justify-items-start gap-2 px-2 py-1 text-faint text-sm">
      <p role="status">{unreachable ? 'The list comes back with the network.' : messageOf(error)}</p>
      {!unreachable && mayPass(error) && (
        <Button variant="secondary" size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}

function Rows({ tree, onNavigate }: DocumentTreeProps & { tree: TreeDocument[] }) {
  const list = useRef<HTMLUListElement>(null)
  const { folded, change } = useFolded()
  // Sorting is the slow part: it is not repeated when something is folded.
  const branches = useMemo(() => branchesOf(tree), [tree])
  const rows = useMemo(() => shownRows(branches, folded), [branches, folded])
  const { first, end, show } = useRowsInSight(list, rows.length)

  const path = usePathname()
  const openId = path.startsWith('/d/') ? path.slice('/d/'.length) : null
  const isKnown = openId !== null && tree.some(({ id }) => id === openId)
  const open = rows.findIndex(({ document }) => document.id === openId)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each document; then its parents may be folded
  useEffect(() => {
    if (isKnown)
      change(
        documentsAbove(tree, openId).map(({ id }) => id),
        true,
      )
  }, [openId, isKnown])
  const shownId = useRef<string | null>(null)
  // Once for each document, as soon as it is listed. After that, people scroll and fold, and the list must not move.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => {
    if (openId !== null && (openId === shownId.current || open < 0)) return
    shownId.current = openId
    if (openId !== null) show(open)
  }, [openId, open >= 0])

  if (rows.length === 0) return <p className="px-2 py-1 text-faint text-sm">Nothing here yet.</p>
  return (
    <ul
      ref={list}
      className="box-border"
      style={{
        height: `calc(${rows.length} * var(--tree-row))`,
        paddingTop: `calc(${first} * var(--tree-row))`,
      }}
    >
      {rows.slice(first, end).map(({ document, depth, open, place, beside }) => (
        // Rows out of sight are not in the page, so each says its position, which ARIA 1.2 allows on list items.
        // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above
        <li key={document.id} aria-level={depth + 1} aria-posinset={place} aria-setsize={beside}>
          <TreeRow
            document={document}
            depth={depth}
            open={open}
            onOpen={(next) => change([document.id], next)}
            onNavigate={onNavigate}
          />
        </li>
      ))}
    </ul>
  )
}
