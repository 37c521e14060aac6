'use client'
import { ChevronRight, FileText } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, useSyncExternalStore } from 'react'
import { Menu, MenuItem } from '@/components/ui/menu.tsx'
import { documentsAbove, partsOfPath } from '@/features/documents/tree-places.ts'
import { useDocumentTree } from '@/features/documents/use-documents.ts'
import type { TreeDocument } from '@/lib/api-types.ts'

/** Where the document lies: the documents above it, the outermost first, then its own title. */
export function Breadcrumb({ documentId, title }: { documentId: string; title: string }) {
  const tree = useDocumentTree().data?.items
  // The side bar is hydrated first, and may have the tree by then. But the page has to begin as the server drew it.
  const alive = useSyncExternalStore(
    () => () => {},
    () => true,
    () => false,
  )
  const above = documentsAbove((alive && tree) || [], documentId)
  const { first, left, last } = partsOfPath(above)
  return (
    <nav
      aria-label="Where this document is"
      className="flex min-w-0 flex-1 items-center gap-1 text-quiet text-sm max-sm:hidden"
    >
      {first.map((document) => (
        <Above key={document.id} document={document} />
      ))}
      {left.length > 0 && <LeftOut documents={left} />}
      {last.map((document) => (
        <Above key={document.id} document={document} />
      ))}
      <span aria-current="page" className="min-w-0 truncate px-1">
        {title}
      </span>
    </nav>
  )
}

function Above({ document: { id, title } }: { document: TreeDocument }) {
  return (
    <Step>
      <Link href={`/d/${id}`} className="max-w-40 truncate rounded px-1 hover:bg-tint hover:text-ink">
        {title || 'Untitled'}
      </Link>
    </Step>
  )
}

/** The middle of a long path, in a menu: ten titles beside each other could not be read. */
function LeftOut({ documents }: { documents: TreeDocument[] }) {
  const router = useRouter()
  return (
    <Step>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            aria-label={`${documents.length} more`}
            className="rounded px-1 hover:bg-tint hover:text-ink"
          >
            …
          </button>
        }
      >
        {documents.map(({ id, title }) => (
          <MenuItem key={id} className="max-w-80" onSelect={() => router.push(`/d/${id}`)}>
            <FileText /> <span className="truncate">{title || 'Untitled'}</span>
          </MenuItem>
        ))}
      </Menu>
    </Step>
  )
}

function Step({ children }: { children: ReactNode }) {
  return (
    <span className="flex min-w-0 shrink items-center gap-1">
      {children}
      <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint" />
    </span>
  )
}
