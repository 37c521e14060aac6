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
import { ForeignContent } from './binding/foreign-content.ts'
import { KeptComposition } from './binding/kept-composition.ts'
import { LastingMapping } from './binding/lasting-mapping.ts'
import { OwnCaret } from './binding/own-caret.ts'
import { TextFromTheStart } from './binding/text-from-the-start.ts'
import { createUndoManager } from './binding/undo-steps.ts'
import { UnreadSelection } from './binding/unread-selection.ts'
import { ClipboardText } from './clipboard/clipboard-text.ts'
import { CopiedImages } from './clipboard/copied-images.ts'
import { ImageUpload } from './clipboard/image-upload.ts'
import { LargePaste } from './clipboard/large-paste.ts'
import { PastedHtml } from './clipboard/pasted-html.ts'
import { CodeBlockView } from './code-block-view.ts'
import { ImagesInSight } from './images-in-sight.ts'
import { MarkedSelection } from './menus/marked-selection.ts'
import { PlainLines } from './menus/plain-lines.ts'
import { SlashMenuExtension } from './menus/slash-menu-extension.ts'
import { ToTools } from './menus/to-tools.ts'
import { createCaretLabels } from './presence/caret-labels.ts'
import { BreakOverBlocks } from './typing/break-over-blocks.ts'
import { CodeIndentation } from './typing/code-indentation.ts'
import { DeleteInLists } from './typing/delete-in-lists.ts'
import { LeadToTitle } from './typing/lead-to-title.ts'
import { SameBlock } from './typing/same-block.ts'
import { TypedEmphasis } from './typing/typed-emphasis.ts'
import { TypedLinks } from './typing/typed-links.ts'
import { TypedTasks } from './typing/typed-tasks.ts'
import { WriteBelow } from './typing/write-below.ts'

export interface EditorOptions {
  documentId: string
  ydoc: Y.Doc
  provider: HocuspocusProvider
  user: { name: string; color: string; id: string | null }
  onThread(threadId: string | null): void
  onMoved(threadId: string, anchor: Anchor): void
}

/** The schema, bound to the live document, and what only an editor on a screen needs. */
export function editorExtensions({ documentId, ydoc, provider, user, ...marks }: EditorOptions): Extensions {
  const carets = createCaretLabels(provider)
  const fragment = ydoc.getXmlFragment(FRAGMENT)
  const mapping = new LastingMapping(ydoc)
  return [
    ...documentExtensions({
      isRemote: isChangeOrigin,
      replace: [CodeBlockView, ImagesInSight],
      // The direction of the first letter that has one: bullets and lines stand where the text begins.
      containerAttributes: { dir: 'auto' },
    }),
    ForeignContent.configure({ body: fragment }),
    // After `ForeignContent`, which reads what comes out of the Y.Doc.
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
    // Listed before the menu of blocks, so that the menu's keys come first.
    LeadToTitle,
    ToTools,
    SlashMenuExtension.configure({ documentId }),
    ImageUpload.configure({ documentId, fragment }),
    ClipboardText,
    LargePaste,
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
    MarkedSelection,
    SameBlock,
    WriteBelow,
    ThreadMarks.configure(marks),
  ]
}

function selectionRender(user: Record<string, unknown>) {
  return { class: 'remote-selection', style: `--caret: ${String(user.color)}` }
}
