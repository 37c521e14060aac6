'use client'
import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useState } from 'react'
import { Skeleton } from '@/components/ui/bits.tsx'
import type { Document } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { useDocumentTree } from './use-documents.ts'

/** The documents under each other, as they were put. */
export function DocumentTree({ onNavigate }: { onNavigate: (() => void) | undefined }) {
  const { data, isPending } = useDocumentTree()
  if (isPending)
    return (
      <div className="grid gap-2 px-2 py-1">
        {['w-40', 'w-32', 'w-36'].map((width) => (
          <Skeleton key={width} className={cn('h-4', width)} />
        ))}
      </div>
    )
  const documents = data?.items ?? []
  const known = new Set(documents.map(({ id }) => id))
  const children = Map.groupBy(documents, ({ parentId }) => (parentId && known.has(parentId) ? parentId : ''))
  const roots = children.get('') ?? []
  if (roots.length === 0) return <p className="px-2 py-1 text-faint text-sm">Nothing here yet.</p>
  return (
    <ul className="grid gap-px pb-2">
      {byTitle(roots).map((document) => (
        <Branch key={document.id} document={document} tree={children} depth={0} onNavigate={onNavigate} />
      ))}
    </ul>
  )
}

interface BranchProps {
  document: Document
  tree: Map<string, Document[]>
  depth: number
  onNavigate: (() => void) | undefined
}

function Branch({ document, tree, depth, onNavigate }: BranchProps) {
  const [open, setOpen] = useState(true)
  const current = usePathname() === `/d/${document.id}`
  const children = tree.get(document.id) ?? []
  return (
    <li>
      <div
        className={cn(
          'flex h-8 items-center rounded-md pr-1 text-sm hover:bg-line/50',
          current && 'bg-line/60',
        )}
        style={{ paddingLeft: `${depth * 14}px` }}
      >
        {children.length > 0 ? (
          <button
            type="button"
            aria-label={open ? 'Fold' : 'Unfold'}
            aria-expanded={open}
            className="grid size-6 place-items-center text-faint"
            onClick={() => setOpen(!open)}
          >
            <ChevronRight className={cn('size-3.5 transition-transform', open && 'rotate-90')} />
          </button>
        ) : (
          <span className="w-2" />
        )}
        <Link
          href={`/d/${document.id}`}
          {...(onNavigate ? { onClick: onNavigate } : {})}
          aria-current={current ? 'page' : undefined}
          className={cn(
            'min-w-0 flex-1 truncate py-1',
            current ? 'font-medium text-ink' : 'text-quiet hover:text-ink',
          )}
        >
          {document.title || 'Untitled'}
        </Link>
      </div>
      {open && children.length > 0 && (
        <ul className="grid gap-px">
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

function byTitle(documents: Document[]): Document[] {
  return documents.toSorted((a, b) => inOrder.compare(a.title || 'Untitled', b.title || 'Untitled'))
}
