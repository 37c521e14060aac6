'use client'
import { countWords, FRAGMENT, TITLE } from '@quillwire/editor'
import type { Editor } from '@tiptap/core'
import { EditorContent, useEditor, useEditorState } from '@tiptap/react'
import { useEffect, useMemo, useState } from 'react'
import * as Y from 'yjs'
import { Button } from '@/components/ui/button.tsx'
import { selectedPassage } from '@/features/comments/anchor.ts'
import { DRAFT, type Draft, ThreadMargin } from '@/features/comments/thread-margin.tsx'
import { useAnchorThread, useThreads } from '@/features/comments/use-threads.ts'
import { useRestoreDocument } from '@/features/documents/use-documents.ts'
import { messageOf } from '@/lib/api.ts'
import { cn } from '@/lib/cn.ts'
import { hasScreenKeyboard } from '@/lib/focus.ts'
import { personColor } from '@/lib/person-color.ts'
import type { CollaborationState } from './collaboration/collaboration-state.ts'
import type { Collaboration } from './collaboration/create-collaboration.ts'
import { editorExtensions } from './editor-extensions.ts'
import { TextSkeleton } from './editor-skeleton.tsx'
import { ImageMenu } from './image-menu.tsx'
import { SelectionMenu } from './selection-menu.tsx'
import { SlashMenu } from './slash-menu.tsx'
import { TableMenu } from './table-menu.tsx'
import { TitleField } from './title-field.tsx'

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
  const { ydoc, provider } = collaboration
  const [active, setActive] = useState<string | null>(null)
  const [draft, setDraft] = useState<Draft | null>(null)
  const threads = useThreads(documentId)
  const anchorThread = useAnchorThread(documentId)
  const restore = useRestoreDocument()
  const { principal, canWrite, canComment } = state

  const editor = useEditor(
    {
      immediatelyRender: false,
      editable: canWrite,
      extensions: editorExtensions({
        documentId,
        ydoc,
        provider,
        user: { id: principal.id, name: principal.name, color: personColor(principal.id ?? principal.name) },
        onThread: (threadId) => {
          setActive(threadId)
          if (threadId) onCommentsOpen(true)
        },
        onMoved: (threadId, anchor) => {
          if (threadId === DRAFT) setDraft((current) => current && { ...current, anchor })
          else anchorThread.mutate({ threadId, anchor })
        },
      }),
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-label': 'Document text',
          'aria-multiline': 'true',
          class: 'document-text',
        },
        // The header lies over the text, and over a long table its tools.
        scrollThreshold: { top: 110, right: 0, bottom: 40, left: 0 },
        scrollMargin: { top: 110, right: 0, bottom: 40, left: 0 },
        handleClickOn: (_view, _position, _node, _nodePosition, event) => openLink(event),
      },
    },
    [ydoc],
  )

  useEffect(() => {
    if (editor && editor.isEditable !== canWrite) editor.setEditable(canWrite)
  }, [editor, canWrite])

  // The same array for as long as nothing changed: each new one is a transaction.
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
    setDraft(passage)
    onCommentsOpen(true)
    editor.commands.setTextSelection(editor.state.selection.to)
  }

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
      {trashed && (
        <div
          role="status"
          className="flex items-center justify-center gap-3 bg-warn-soft px-4 py-2 text-sm text-warn"
        >
          This document is in the trash.
          <Button
            variant="secondary"
            size="sm"
            onClick={() => restore.mutate({ id: documentId, title: ydoc.getText(TITLE).toString() })}
          >
            Restore
          </Button>
        </div>
      )}
      {/* The text stays in the middle of the window for as long as there is room for the comments beside it. */}
      <div
        className={cn(
          'grid flex-1 grid-cols-[minmax(0,1fr)]',
          commentsOpen &&
            'max-lg:pb-[50dvh] lg:grid-cols-[minmax(0,1fr)_minmax(0,49rem)_minmax(19rem,1fr)] lg:before:content-[""]',
        )}
      >
        <div className="min-w-0">
          <main className="document-column pt-14">
            <TitleField
              text={ydoc.getText(TITLE)}
              editable={canWrite}
              begins={canWrite && isBlank(ydoc)}
              onEnter={() => editor?.commands.focus('start')}
              onTitle={onTitle}
            />
            {editor ? (
              <>
                <EditorContent editor={editor} className="pt-5" />
                <SelectionMenu
                  editor={editor}
                  canWrite={canWrite}
                  canComment={canComment}
                  onComment={startComment}
                />
                <TableMenu editor={editor} />
                <ImageMenu editor={editor} />
                <SlashMenu />
                <WordCount editor={editor} aside={commentsOpen} />
              </>
            ) : (
              <TextSkeleton />
            )}
          </main>
        </div>
        {commentsOpen && editor && (
          <ThreadMargin
            documentId={documentId}
            editor={editor}
            threads={threads.data ?? []}
            failure={threads.isError && !threads.data ? messageOf(threads.error) : null}
            onRetry={() => void threads.refetch()}
            draft={draft}
            onDraft={(next) => {
              setDraft(next)
              // What was written about it is sent or dropped: the writing goes on. At once, and not by Tiptap's command: that
              // comes a frame later, and takes the caret back from where somebody has clicked meanwhile.
              if (!next && !hasScreenKeyboard()) editor.view.focus()
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

/** Whether nobody has written anything yet, not even a title. */
function isBlank(ydoc: Y.Doc): boolean {
  const blocks = ydoc.getXmlFragment(FRAGMENT).toArray()
  return (
    ydoc.getText(TITLE).length === 0 &&
    blocks.every((block) => block instanceof Y.XmlElement && block.nodeName === 'paragraph' && !block.length)
  )
}

/** A click with ⌘ or Ctrl opens a link; a plain one where nothing can be edited. */
function openLink(event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement)) return false
  const editable = link.closest('[contenteditable="true"]') !== null
  if (editable && !event.metaKey && !event.ctrlKey) return false
  window.open(link.href, '_blank', 'noopener,noreferrer')
  return true
}

interface WordCountProps {
  editor: Editor
  /** In the corner of the text, because that of the window is taken. */
  aside: boolean
}

function WordCount({ editor, aside }: WordCountProps) {
  const counts = useEditorState({
    editor,
    selector: ({ editor: current }) => {
      const { from, to } = current.state.selection
      const selected = from === to ? '' : current.state.doc.textBetween(from, to, ' ')
      return {
        words: current.storage.characterCount.words(),
        characters: current.storage.characterCount.characters(),
        selected: countWords(selected),
      }
    },
  })
  const plural = (count: number, word: string) =>
    `${count.toLocaleString('en')} ${count === 1 ? word : `${word}s`}`
  return (
    <p
      data-testid="word-count"
      title={plural(counts.characters, 'character')}
      className={cn(
        'fixed right-4 bottom-3 w-fit rounded-full border bg-paper/90 px-3 py-1 text-quiet text-xs tabular-nums backdrop-blur max-sm:hidden',
        aside && 'max-lg:hidden lg:sticky lg:ml-auto',
      )}
    >
      {counts.selected > 0
        ? `${counts.selected} of ${plural(counts.words, 'word')}`
        : plural(counts.words, 'word')}
    </p>
  )
}

function useLatest<Value>(value: Value) {
  const [ref] = useState({ current: value })
  ref.current = value
  return ref
}
