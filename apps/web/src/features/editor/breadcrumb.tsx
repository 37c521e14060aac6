'use client'
import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { documentsAbove } from '@/features/documents/tree-places.ts'
import { useDocumentTree } from '@/features/documents/use-documents.ts'

/** Where the document lies: the documents above it, the outermost first, then its own title. */
export function Breadcrumb({ documentId, title }: { documentId: string; title: string }) {
  const above = documentsAbove(useDocumentTree().data?.items ?? [], documentId)
  return (
    <nav
      aria-label="Where this document lies"
      className="flex min-w-0 flex-1 items-center gap-1 text-quiet text-sm max-sm:hidden"
    >
      {above.map(({ id, title: name }) => (
        <span key={id} className="flex min-w-0 shrink items-center gap-1">
          <Link href={`/d/${id}`} className="max-w-40 truncate rounded px-1 hover:bg-sunken hover:text-ink">
            {name || 'Untitled'}
          </Link>
          <ChevronRight aria-hidden className="size-3.5 shrink-0 text-faint" />
        </span>
      ))}
      <span aria-current="page" className="min-w-0 truncate px-1">
        {title}
      </span>
    </nav>
  )
}
