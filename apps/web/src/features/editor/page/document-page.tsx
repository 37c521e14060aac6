'use client'
import { useEffect, useState } from 'react'
import { PageTitle } from '@/components/page-title.tsx'
import { useRefreshThreads, useThreadsOnceIn } from '@/features/comments/use-threads.ts'
import { useRefreshDocuments } from '@/features/documents/use-documents.ts'
import { useOfflinePages } from '@/features/offline/use-offline-pages.ts'
import { useShell } from '@/features/shell/shell.tsx'
import type { Document } from '@/lib/api-types.ts'
import { isFull } from '../collaboration/entry.ts'
import type { DocumentMessage } from '../collaboration/server-connection.ts'
import { useCollaboration } from '../collaboration/use-collaboration.ts'
import { StatusBar } from '../status/status-bar.tsx'
import { DocumentBanner } from './document-banner.tsx'
import { DocumentHeader } from './document-header.tsx'
import { EditorSkeleton } from './editor-skeleton.tsx'
import { ForeignDocument } from './foreign-document.tsx'
import { LiveDocument } from './live-document.tsx'
import { useBarsOverText } from './over-text.ts'
import { RefusedDocument } from './refused-document.tsx'
import { focusTitle } from './title-field.tsx'
import { useNoStrayFiles } from './use-no-stray-files.ts'

interface DocumentPageProps {
  document: Document
  /** The person the page was made for; null for a visitor. */
  viewerId: string | null
}

/** The page of one document. Members have a workspace around it; visitors by a link do not. */
export function DocumentPage({ document, viewerId }: DocumentPageProps) {
  const member = useShell() !== null
  const [title, setTitle] = useState(document.title)
  const [commentsOpen, setCommentsOpen] = useState(false)
  const refreshThreads = useRefreshThreads(document.id)
  const refreshDocuments = useRefreshDocuments()
  const bars = useBarsOverText()
  useOfflinePages()
  useNoStrayFiles()

  const onMessage = (message: DocumentMessage) => {
    const { type } = message
    if (type === 'threads') void refreshThreads(message.threadId)
    if (member && (type === 'trashed' || type === 'meta')) void refreshDocuments()
  }
  const { collaboration, state } = useCollaboration(document.id, viewerId, onMessage)
  useThreadsOnceIn(document.id, state.connected)
  const { refusal } = state
  // What is here stays while the server does not let us in for the moment.
  const isReadable = refusal === null || (state.loaded && (refusal === 'schema_outdated' || isFull(refusal)))
  const trashed = state.trashed ?? document.trashedAt !== null
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each refusal; the function is made anew each time
  useEffect(() => {
    // The side bar then no longer offers the document.
    if (refusal && member) void refreshDocuments()
  }, [refusal, member])

  return (
    <div className="flex min-h-dvh flex-col print:block">
      <PageTitle title={title.trim() || 'Untitled'} />
      <DocumentHeader
        documentId={document.id}
        title={title}
        state={state}
        isReadable={isReadable}
        provider={collaboration?.provider ?? null}
        trashed={trashed}
        commentsOpen={commentsOpen}
        onComments={() => setCommentsOpen(!commentsOpen)}
        onRename={() => focusTitle('all')}
      />
      {/* Stays in sight at the end of a long text, too. */}
      <div ref={bars} className="sticky top-12 z-15">
        <StatusBar state={state} />
        <DocumentBanner state={state} />
      </div>
      {refusal && !isReadable ? (
        <RefusedDocument refusal={refusal} ownText={state.unsentText || state.keptText} />
      ) : collaboration && state.loaded && state.bodyIsForeign ? (
        <ForeignDocument collaboration={collaboration} />
      ) : collaboration && state.loaded ? (
        <LiveDocument
          key={`${document.id} ${state.bodiesPutRight}`}
          documentId={document.id}
          collaboration={collaboration}
          state={state}
          trashed={trashed}
          commentsOpen={commentsOpen}
          onCommentsOpen={(open) => {
            setCommentsOpen(open)
            if (!open) focusCommentsButton()
          }}
          onTitle={setTitle}
        />
      ) : (
        <EditorSkeleton title={document.title} />
      )}
    </div>
  )
}

function focusCommentsButton() {
  document.querySelector<HTMLButtonElement>('button[title="Comments"]')?.focus()
}
