'use client'
import { ChevronRight } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { LinkPending } from '@/components/ui/link-pending.tsx'
import type { TreeDocument } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { DocumentLink } from './document-link.tsx'
import { TreeRowActions } from './tree-row-actions.tsx'

const STEP_PX = 16
/** From this depth on, rows are not indented further: the titles need the room. */
const DEEPEST = 7

interface TreeRowProps {
  document: TreeDocument
  depth: number
  /** Whether the documents under it are shown; null if there are none. */
  open: boolean | null
  onOpen(open: boolean): void
  onNavigate: (() => void) | undefined
}

/** One document in the tree. */
export function TreeRow({ document, depth, open, onOpen, onNavigate }: TreeRowProps) {
  const current = usePathname() === `/d/${document.id}`
  const title = document.title || 'Untitled'
  return (
    <div
      className={cn(
        'group mb-px flex h-[calc(var(--tree-row)-1px)] items-center rounded-md pr-1 text-sm hover:bg-line/50 has-data-pending:bg-line/60',
        current && 'bg-line/60',
      )}
      style={{ paddingLeft: `${Math.min(depth, DEEPEST) * STEP_PX}px` }}
    >
      {/* As wide as the chevron, so that titles of the same depth are in line. */}
      {open === null ? (
        <span className="w-6.5 shrink-0 pointer-coarse:w-8" />
      ) : (
        <button
          type="button"
          aria-label={`${open ? 'Fold' : 'Unfold'} ${title}`}
          aria-expanded={open}
          className="grid size-6.5 shrink-0 place-items-center text-faint pointer-coarse:relative pointer-coarse:h-full pointer-coarse:w-8 pointer-coarse:before:absolute pointer-coarse:before:inset-y-0 pointer-coarse:before:-left-3 pointer-coarse:before:right-0"
          onClick={() => onOpen(!open)}
        >
          <ChevronRight className={cn('size-3.5 transition-transform', open && 'rotate-90')} />
        </button>
      )}
      <DocumentLink
        id={document.id}
        title={title}
        {...(onNavigate ? { onClick: onNavigate } : {})}
        aria-current={current ? 'page' : undefined}
        className={cn(
          'min-w-0 flex-1 truncate py-1 pointer-coarse:py-3',
          current ? 'font-medium text-ink' : 'text-quiet hover:text-ink',
        )}
      >
        {title}
        <LinkPending />
      </DocumentLink>
      {document.canWrite && <TreeRowActions document={document} onNavigate={onNavigate} />}
    </div>
  )
}
