'use client'
import { isBlank, TITLE } from '@quillwire/editor'
import { useEffect, useMemo, useRef, useState } from 'react'
import { selectedPassage } from '@/features/comments/anchor.ts'
import { CommentNews } from '@/features/comments/comment-news.tsx'
import { DRAFT, type Draft, ThreadMargin } from '@/features/comments/thread-margin.tsx'
import { useAnchorThread, useThreads } from '@/features/comments/use-threads.ts'
import { cn } from '@/lib/cn.ts'
import { hasScreenKeyboard } from '@/lib/focus.ts'
import type { CollaborationState } from '../collaboration/collaboration-state.ts'
import type { Collaboration } from '../collaboration/create-collaboration.ts'
import { EditorText } from '../editor-text.tsx'
import { ImageMenu } from '../menus/image-menu.tsx'
import { SelectionMenu } from '../menus/selection-menu.tsx'
import { SlashMenu } from '../menus/slash-menu.tsx'
import { TableMenu } from '../menus/table-menu.tsx'
import { goToStart, writeAtStart } from '../typing/write-at-start.ts'
import { useDocumentEditor } from '../use-document-editor.ts'
import { TextSkeleton } from './editor-skeleton.tsx'
import { TitleField } from './title-field.tsx'
import { TrashNotice } from './trash-notice.tsx'
import { WordCount } from './word-count.tsx'

interface LiveDocumentProps {
  documentId: string
  collaboration: Collaboration
  state: CollaborationState
  trashed: boolean
  commentsOpen: boolean
  onCommentsOpen(open: boolean): void
  onTitle(title: string): void
}

/** Title, text and margin, once the text is there. */
export function LiveDocument(props: LiveDocumentProps) {
  const { documentId, collaboration, state, trashed, commentsOpen, onCommentsOpen, onTitle } = props
  const { ydoc } = collaboration
  const [active, setActive] = useState<string | null>(null)
  const [draft, setDraft] = useState<Draft | null>(null)
  /** How many drafts were begun. */
  const drafts = useRef(0)
  const threads = useThreads(documentId)
  const anchorThread = useAnchorThread(documentId)
  const { canWrite, canComment } = state

  const editor = useDocumentEditor({
    documentId,
    collaboration,
    state,
    onThread: (threadId) => {
      setActive(threadId)
      if (threadId) onCommentsOpen(true)
    },
    onMoved: (threadId, anchor) => {
      if (threadId === DRAFT) setDraft((current) => current && { ...current, anchor })
      else anchorThread.mutate({ threadId, anchor })
    },
  })

  // Stays the same array while nothing has changed: each new one is a transaction.
  const marked = useMemo(() => {
    const open = (threads.data ?? []).filter(({ resolvedAt }) => !resolvedAt)
    return draft ? [...open, { id: DRAFT, ...draft }] : open
  }, [threads.data, draft])
  useEffect(() => {
    if (editor && !editor.isDestroyed) editor.commands.markThreads(marked, draft ? DRAFT : active)
  }, [editor, marked, active, draft])

  function startComment() {
    if (!editor) return
    const passage = selectedPassage(editor.state)
    if (!passage) return
    drafts.current += 1
    setDraft({ key: drafts.current, ...passage })
    onCommentsOpen(true)
    editor.commands.setTextSelection(editor.state.selection.to)
  }

  const draftRef = useLatest(draft)
  const startRef = useLatest(startComment)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || !event.altKey || event.code !== 'KeyM') return
      event.preventDefault()
      startRef.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [startRef])

  return (
    <>
      <CommentNews threads={threads.data} viewer={state.principal} />
      {trashed && (
        <TrashNotice documentId={documentId} title={ydoc.getText(TITLE)} mayRestore={state.canRestore} />
      )}
      {/* The text stays in the middle of the window for as long as there is room for the comments beside it. */}
      <div
        className={cn(
          'grid flex-1 grid-cols-[minmax(0,1fr)] print:block',
          commentsOpen &&
            'max-lg:pb-[50dvh] lg:grid-cols-[minmax(0,1fr)_minmax(0,49rem)_minmax(19rem,1fr)] lg:before:content-[""]',
        )}
      >
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] print:block">
          <main className="document-column flex flex-col pt-14 print:block print:pt-0">
            <div className="flex-1">
              <TitleField
                text={ydoc.getText(TITLE)}
                editable={canWrite}
                begins={canWrite && isBlank(ydoc)}
                onEnter={() => editor && writeAtStart(editor)}
                onArrowDown={() => editor && goToStart(editor)}
                onTitle={onTitle}
              />
              {editor ? (
                <>
                  <EditorText editor={editor} className="pt-5" />
                  <SelectionMenu
                    editor={editor}
                    canWrite={canWrite}
                    canComment={canComment}
                    onComment={startComment}
                  />
                  <TableMenu editor={editor} />
                  <ImageMenu editor={editor} />
                  <SlashMenu editor={editor} />
                </>
              ) : (
                <TextSkeleton />
              )}
            </div>
            {editor && <WordCount editor={editor} aside={commentsOpen} />}
          </main>
        </div>
        {commentsOpen && editor && (
          <ThreadMargin
            documentId={documentId}
            editor={editor}
            reading={threads}
            draft={draft}
            onDone={({ key }) => {
              // Another draft was begun while this one was under way.
              if (draftRef.current?.key !== key) return false
              setDraft(null)
              // The comment is sent or dropped: the writing goes on. At once, and not by Tiptap's command, which comes
              // a frame later and would take the caret back from where somebody has clicked meanwhile.
              if (!hasScreenKeyboard()) editor.view.focus()
              return true
            }}
            active={active}
            onActive={setActive}
            canComment={canComment}
            canWrite={canWrite}
            onClose={() => onCommentsOpen(false)}
          />
        )}
      </div>
    </>
  )
}

function useLatest<Value>(value: Value) {
  const [ref] = useState({ current: value })
  ref.current = value
  return ref
}
