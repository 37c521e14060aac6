'use client'
import { FileText, Trash2, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { FilterField } from '@/components/ui/filter-field.tsx'
import { NothingFound } from '@/components/ui/nothing-found.tsx'
import { Time } from '@/components/ui/time.tsx'
import { Page } from '@/features/shell/page.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import type { Document } from '@/lib/api-types.ts'
import { isAdmin } from '@/lib/is-admin.ts'
import { DocumentRows } from './document-rows.tsx'
import { isEmptyList, useDeleteDocument, useDocuments, useRestoreDocument } from './use-documents.ts'
import { useKeptSearch } from './use-kept-search.ts'

export function TrashPage() {
  const [query, setQuery] = useKeptSearch()
  const documents = useDocuments({ query, trashed: true })
  const [deleting, setDeleting] = useState<Document | null>(null)
  const remove = useDeleteDocument()
  return (
    <Page title="Trash">
      {(query !== '' || !isEmptyList(documents.data)) && (
        <FilterField label="Search by title" value={query} onChange={setQuery} />
      )}
      <DocumentRows
        query={documents}
        row={(document) => (
          <TrashRow key={document.id} document={document} onDelete={() => setDeleting(document)} />
        )}
        empty={
          query ? (
            <NothingFound title={`No title has “${query}” in it`} onShowAll={() => setQuery('')} />
          ) : (
            <Empty icon={<Trash2 />} title="The trash is empty">
              <p>Documents you delete are kept here. You can restore them, or delete them for good.</p>
            </Empty>
          )
        }
      />
      <Confirm
        open={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title={`Delete “${deleting?.title || 'Untitled'}” for good?`}
        description="Its text, history, comments and images go with it. This can’t be undone."
        action="Delete for good"
        onConfirm={() => deleting && remove.mutate(deleting.id)}
      />
    </Page>
  )
}

function TrashRow({ document, onDelete }: { document: Document; onDelete(): void }) {
  const restore = useRestoreDocument()
  const { me } = useShell() ?? {}
  const mayDelete = document.role === 'owner' || isAdmin(me?.workspace?.role)
  const title = document.title || 'Untitled'
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-3">
      <FileText aria-hidden className="size-5 shrink-0 stroke-[1.5] text-faint" />
      <div className="grid min-w-40 flex-1 grid-cols-[minmax(0,1fr)] gap-0.5">
        <span className="truncate font-medium">{title}</span>
        <span className="text-(length:--small) text-quiet">
          Moved here {document.trashedAt && <Time iso={document.trashedAt} />}
        </span>
      </div>
      <div className="ml-auto flex items-center gap-1">
        <Button
          variant="secondary"
          size="sm"
          aria-label={`Restore ${title}`}
          // Not disabled meanwhile: it has to pass the focus on to the row that takes its place.
          onClick={() => !restore.isPending && restore.mutate(document)}
        >
          <Undo2 /> Restore
        </Button>
        {mayDelete && (
          <Button variant="ghost" size="sm" aria-label={`Delete for good: ${title}`} onClick={onDelete}>
            Delete for good
          </Button>
        )}
      </div>
    </li>
  )
}
