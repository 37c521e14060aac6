'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { countWords, documentExtensions, FRAGMENT } from '@quillwire/editor'
import type { Extensions } from '@tiptap/core'
import { Collaboration, isChangeOrigin } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { CharacterCount, Dropcursor, Placeholder } from '@tiptap/extensions'
import type * as Y from 'yjs'
import { ThreadMarks } from '@/features/comments/thread-marks.ts'
import { CodeBlockView } from './code-block-view.tsx'
import { ImageUpload } from './image-upload.ts'
import { SlashMenuExtension } from './slash-menu-extension.ts'
import { WriteBelow } from './write-below.ts'

export interface EditorOptions {
  documentId: string
  ydoc: Y.Doc
  provider: HocuspocusProvider
  user: { name: string; color: string; id: string | null }
  onThread(threadId: string | null): void
}

/** The schema, joined to the live document, with what only an editor on a screen has. */
export function editorExtensions({ documentId, ydoc, provider, user, onThread }: EditorOptions): Extensions {
  return [
    ...documentExtensions({ isRemote: isChangeOrigin, replace: [CodeBlockView] }),
    Collaboration.configure({ document: ydoc, field: FRAGMENT }),
    CollaborationCaret.configure({ provider, user, render: renderCaret, selectionRender }),
    Placeholder.configure({
      placeholder: ({ node, pos }) =>
        node.type.name === 'heading'
          ? `Heading ${node.attrs.level}`
          : pos === 0
            ? 'Write, or type / for blocks'
            : 'Type / for blocks',
    }),
    CharacterCount.configure({ wordCounter: countWords }),
    Dropcursor.configure({ color: 'var(--accent)', width: 2 }),
    SlashMenuExtension.configure({ documentId }),
    ImageUpload.configure({ documentId }),
    WriteBelow,
    ThreadMarks.configure({ ydoc, onThread }),
  ]
}

function renderCaret(user: Record<string, unknown>): HTMLElement {
  const caret = document.createElement('span')
  caret.className = 'remote-caret'
  caret.style.setProperty('--caret', String(user.color))
  const label = document.createElement('span')
  label.className = 'remote-caret-label'
  // As an attribute, drawn by the style sheet: it is not to be read, selected or copied as part of the text.
  label.dataset.name = String(user.name)
  caret.append(label)
  return caret
}

function selectionRender(user: Record<string, unknown>) {
  return { class: 'remote-selection', style: `--caret: ${String(user.color)}` }
}
