'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { documentExtensions, FRAGMENT } from '@quillwire/editor'
import type { Extensions } from '@tiptap/core'
import { Collaboration, isChangeOrigin } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { Dropcursor, Placeholder } from '@tiptap/extensions'
import type * as Y from 'yjs'
import type { Anchor } from '@/features/comments/anchor.ts'
import { ThreadMarks } from '@/features/comments/thread-marks.ts'
import { BreakOverBlocks } from './break-over-blocks.ts'
import { createCaretLabels } from './caret-labels.ts'
import { ClipboardText } from './clipboard-text.ts'
import { CodeBlockView } from './code-block-view.ts'
import { CodeIndentation } from './code-indentation.ts'
import { CopiedImages } from './copied-images.ts'
import { DeleteInLists } from './delete-in-lists.ts'
import { ForeignContent } from './foreign-content.ts'
import { ImageUpload } from './image-upload.ts'
import { ImagesInSight } from './images-in-sight.ts'
import { KeptComposition } from './kept-composition.ts'
import { LastingMapping } from './lasting-mapping.ts'
import { LeadToTitle } from './lead-to-title.ts'
import { OwnCaret } from './own-caret.ts'
import { PastedHtml } from './pasted-html.ts'
import { PlainLines } from './plain-lines.ts'
import { SameBlock } from './same-block.ts'
import { SlashMenuExtension } from './slash-menu-extension.ts'
import { TextFromTheStart } from './text-from-the-start.ts'
import { ToTools } from './to-tools.ts'
import { TypedEmphasis } from './typed-emphasis.ts'
import { TypedLinks } from './typed-links.ts'
import { TypedTasks } from './typed-tasks.ts'
import { createUndoManager } from './undo-steps.ts'
import { UnreadSelection } from './unread-selection.ts'
import { WriteBelow } from './write-below.ts'

export interface EditorOptions {
  documentId: string
  ydoc: Y.Doc
  provider: HocuspocusProvider
  user: { name: string; color: string; id: string | null }
  onThread(threadId: string | null): void
  onMoved(threadId: string, anchor: Anchor): void
}

/** The schema, joined to the live document, with what only an editor on a screen has. */
export function editorExtensions({ documentId, ydoc, provider, user, ...marks }: EditorOptions): Extensions {
  const carets = createCaretLabels(provider)
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const mapping = new LastingMapping(ydoc)
  return [
    ...documentExtensions({
      isRemote: isChangeOrigin,
      replace: [CodeBlockView, ImagesInSight],
      // By the first letter that has one: bullets and lines stand where the text begins.
      containerAttributes: { dir: 'auto' },
    }),
    ForeignContent.configure({ body: fragment }),
    // Behind the one before, which reads what comes out of the Y.Doc.
    TextFromTheStart.configure({ fragment, mapping }),
    Collaboration.configure({
      document: ydoc,
      field: FRAGMENT,
      ySyncOptions: { mapping },
      yUndoOptions: { undoManager: createUndoManager(fragment) },
    }),
    CollaborationCaret.configure({
      provider,
      user: { ...user, clientId: ydoc.clientID },
      render: carets.render,
      selectionRender,
    }),
    carets.extension,
    Placeholder.configure({
      placeholder: ({ node, pos }) =>
        node.type.name === 'heading'
          ? `Heading ${node.attrs.level}`
          : pos === 0
            ? 'Write, or type / for blocks'
            : 'Type / for blocks',
    }),
    Dropcursor.configure({ color: 'var(--accent)', width: 2 }),
    // Before the menu of blocks, whose keys come first then.
    LeadToTitle,
    ToTools,
    SlashMenuExtension.configure({ documentId }),
    ImageUpload.configure({ documentId, fragment }),
    ClipboardText,
    BreakOverBlocks,
    CodeIndentation,
    DeleteInLists,
    CopiedImages.configure({ documentId }),
    OwnCaret,
    UnreadSelection.configure({ provider }),
    KeptComposition,
    TypedEmphasis,
    TypedLinks,
    TypedTasks,
    PastedHtml,
    PlainLines,
    SameBlock,
    WriteBelow,
    ThreadMarks.configure(marks),
  ]
}

function selectionRender(user: Record<string, unknown>) {
  return { class: 'remote-selection', style: `--caret: ${String(user.color)}` }
}
