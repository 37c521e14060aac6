'use client'
import type { Editor } from '@tiptap/core'
import { useEditor } from '@tiptap/react'
import { useEffect, useMemo } from 'react'
import { personColor } from '@/lib/person-color.ts'
import type { CollaborationState } from './collaboration/collaboration-state.ts'
import type { Collaboration } from './collaboration/create-collaboration.ts'
import { type EditorOptions, editorExtensions } from './editor-extensions.ts'
import { TOOLS_KEY } from './menus/to-tools.ts'
import { aroundCaret } from './page/over-text.ts'

interface DocumentEditorOptions extends Pick<EditorOptions, 'documentId' | 'onThread' | 'onMoved'> {
  collaboration: Collaboration
  state: CollaborationState
}

/** The editor of the text, editable while this person may write. Null at first. */
export function useDocumentEditor(options: DocumentEditorOptions): Editor | null {
  const { documentId, collaboration, state, onThread, onMoved } = options
  const { ydoc, provider } = collaboration
  const { principal, canWrite } = state
  // Once: the page is rendered anew with each letter, and each undo history keeps every change.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor takes up the rest only when it is made
  const extensions = useMemo(
    () =>
      editorExtensions({
        documentId,
        ydoc,
        provider,
        user: { id: principal.id, name: principal.name, color: personColor(principal.id ?? principal.name) },
        onThread,
        onMoved,
      }),
    [ydoc],
  )
  const editor = useEditor(
    {
      immediatelyRender: false,
      editable: canWrite,
      // It reports what was deleted, which nobody uses, and compares each step of a change with every other to do so.
      enableCoreExtensions: { delete: false },
      extensions,
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-label': 'Document text',
          'aria-multiline': 'true',
          'aria-keyshortcuts': TOOLS_KEY,
          class: 'document-text',
        },
        scrollThreshold: aroundCaret,
        scrollMargin: aroundCaret,
        handleClickOn: (_view, _position, _node, _nodePosition, event) => openLink(event),
      },
    },
    [ydoc],
  )
  useEffect(() => {
    if (editor && editor.isEditable !== canWrite) editor.setEditable(canWrite)
  }, [editor, canWrite])
  // After a rename, here or in another window, the others see the new name at the caret.
  useEffect(() => {
    const { awareness } = provider
    const user = awareness?.getLocalState()?.user
    if (editor && user && user.name !== principal.name)
      awareness.setLocalStateField('user', { ...user, name: principal.name })
  }, [editor, provider, principal.name])
  return editor
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
