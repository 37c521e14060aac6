'use client'
import { FilePlus2, FileText, Plus, UserPlus } from 'lucide-react'
import Link from 'next/link'
import { Button } from '@/components/ui/button.tsx'
import { Empty } from '@/components/ui/empty.tsx'
import { FilterField } from '@/components/ui/filter-field.tsx'
import { NothingFound } from '@/components/ui/nothing-found.tsx'
import { useIsAdmin } from '@/features/settings/settings-frame.tsx'
import { Page } from '@/features/shell/page.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { DocumentRow } from './document-row.tsx'
import { DocumentRows } from './document-rows.tsx'
import { pathOf } from './tree-places.ts'
import { isEmptyList, useCreateDocument, useDocuments, useDocumentTree } from './use-documents.ts'
import { useKeptSearch } from './use-kept-search.ts'

export function DocumentsPage() {
  const [query, setQuery] = useKeptSearch()
  const documents = useDocuments({ query })
  const tree = useDocumentTree().data?.items ?? []
  const create = useCreateDocument()
  const mayCreate = useShell()?.me.workspace?.role !== 'guest'
  const admin = useIsAdmin()
  const newButton = mayCreate && (
    <Button onClick={() => create.mutate({})} disabled={create.isPending}>
      <Plus /> New document
    </Button>
  )
  const nothingYet = isEmptyList(documents.data) && query === ''
  return (
    <Page title="Documents" actions={!nothingYet && newButton}>
      {!nothingYet && <FilterField label="Search by title" value={query} onChange={setQuery} />}
      <DocumentRows
        query={documents}
        row={(document, place) => (
          <DocumentRow
            key={document.id}
            document={document}
            path={pathOf(tree, document.id)}
            first={place === 0}
          />
        )}
        empty={
          query ? (
            <NothingFound
              title={`No title has “${query}” in it`}
              action="Show all documents"
              onShowAll={() => setQuery('')}
            />
          ) : mayCreate ? (
            <Empty icon={<FilePlus2 />} title="Write the first document">
              <p>Everyone in the workspace will see it here, unless you share it with only a few people.</p>
              <div className="flex flex-wrap justify-center gap-2">
                {admin && (
                  <Button asChild variant="secondary">
                    <Link href="/settings/members">
                      <UserPlus /> Invite others
                    </Link>
                  </Button>
                )}
                {newButton}
              </div>
            </Empty>
          ) : (
            <Empty icon={<FileText />} title="Nothing is shared with you yet">
              <p>You are a guest here: documents appear once somebody shares them with you by name.</p>
            </Empty>
          )
        }
      />
    </Page>
  )
}
