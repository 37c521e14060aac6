'use client'
import { useParams } from 'next/navigation'
import { useDocumentTree } from '@/features/documents/use-documents.ts'
import { useShell } from '@/features/shell/shell.tsx'
import { EditorSkeleton } from './editor-skeleton.tsx'
import { HeaderBar } from './header-bar.tsx'

/** A document that is loading: what the side bar knows of it is shown already. */
export function DocumentLoading() {
  const { id } = useParams<{ id: string }>()
  return useShell() ? <KnownDocument id={id} /> : <Loading id={id} title={undefined} />
}

/** Not for visitors: they have no tree, and must not ask for it. */
export function KnownDocument({ id }: { id: string }) {
  const title = useDocumentTree().data?.items.find((document) => document.id === id)?.title
  return <Loading id={id} title={title} />
}

function Loading({ id, title }: { id: string; title: string | undefined }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <HeaderBar documentId={id} title={title === '' ? 'Untitled' : (title ?? '')} />
      <EditorSkeleton title={title} />
    </div>
  )
}
