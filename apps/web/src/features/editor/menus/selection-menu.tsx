'use client'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import {
  Bold,
  Code,
  Italic,
  Link2,
  type LucideIcon,
  MessageSquarePlus,
  Strikethrough,
  Underline,
} from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { hasScreenKeyboard } from '@/lib/focus.ts'
import { LinkForm } from './link-form.tsx'
import { LinkMenu } from './link-menu.tsx'
import { Tool, ToolLine } from './tool.tsx'
import { ToolMenu } from './tool-menu.tsx'
import { TurnInto } from './turn-into.tsx'
import { type IsOffered, isOfferedNow, SELECTION_MENU, useOffer } from './use-offer.ts'

interface SelectionMenuProps {
  editor: Editor
  canWrite: boolean
  canComment: boolean
  onComment(): void
}

/** What can be done with the selected text. */
export function SelectionMenu({ editor, canWrite, canComment, onComment }: SelectionMenuProps) {
  const [linking, setLinking] = useState(false)
  const held = useRef(false)
  const isOffered = useCallback<IsOffered>(
    ({ editor: current, state, from, to }) =>
      !held.current &&
      from !== to &&
      state.doc.textBetween(from, to, ' ').trim() !== '' &&
      !current.isActive('codeBlock') &&
      (canWrite || canComment),
    [canWrite, canComment],
  )
  useOffer(editor, held, isOffered)
  const startLink = useCallback(() => {
    if (editor.state.selection.empty) editor.commands.extendMarkRange('link')
    setLinking(true)
  }, [editor])
  const mayLink = useCallback(
    () =>
      canWrite && (editor.state.selection.empty ? editor.isActive('link') : isOfferedNow(editor, isOffered)),
    [editor, canWrite, isOffered],
  )
  useLinkKey(editor, mayLink, startLink)
  const options = useMemo(
    () => ({
      // Above what a finger has selected lies the phone's own menu, and the handles of the selection hang below it.
      ...(hasScreenKeyboard()
        ? { placement: 'bottom' as const, offset: 28 }
        : { placement: 'top' as const, offset: 8 }),
      // Anything higher would lie under the document's header.
      flip: { padding: { top: 60 } },
      // Beyond these bounds, it would lie over the list of documents.
      shift: () => ({ padding: 8, boundary: editor.view.dom.closest('main') ?? document.body }),
      onHide: () => setLinking(false),
    }),
    [editor],
  )
  return (
    <>
      <ToolMenu
        name="Selected text"
        barClassName="max-w-[calc(100vw-1rem)] flex-wrap"
        editor={editor}
        pluginKey={SELECTION_MENU}
        // A delay would begin anew with every letter that somebody else writes.
        updateDelay={0}
        shouldShow={isOffered}
        options={options}
      >
        {linking ? (
          <LinkForm editor={editor} onDone={() => setLinking(false)} />
        ) : (
          <>
            {canWrite && <Formats editor={editor} onLink={startLink} />}
            {canComment && (
              <button
                type="button"
                aria-label="Comment"
                className="ml-0.5 inline-flex h-8 items-center justify-center gap-1.5 rounded-md px-2 text-quiet pointer-coarse:h-11 pointer-coarse:min-w-11 text-sm hover:bg-tint hover:text-ink"
                onMouseDown={(event) => event.preventDefault()}
                onClick={onComment}
              >
                <MessageSquarePlus className="size-4" /> <span className="max-sm:hidden">Comment</span>
              </button>
            )}
          </>
        )}
      </ToolMenu>
      <LinkMenu editor={editor} onEdit={startLink} />
    </>
  )
}

/** ⌘K is for links where one can be made or changed; elsewhere it leads to other documents. */
function useLinkKey(editor: Editor, isPossible: () => boolean, onLink: () => void): void {
  useEffect(() => {
    const { dom } = editor.view
    const onKey = (event: KeyboardEvent) => {
      const { metaKey, ctrlKey, shiftKey, altKey, key } = event
      if (!(metaKey || ctrlKey) || shiftKey || altKey || key.toLowerCase() !== 'k' || !isPossible()) return
      event.preventDefault()
      event.stopPropagation()
      onLink()
    }
    dom.addEventListener('keydown', onKey)
    return () => dom.removeEventListener('keydown', onKey)
  }, [editor, isPossible, onLink])
}

interface Format {
  name: string
  icon: LucideIcon
  active(editor: Editor): boolean
  run(editor: Editor): void
}

const formats: Format[] = [
  {
    name: 'Bold',
    icon: Bold,
    active: (e) => e.isActive('bold'),
    run: (e) => e.chain().focus().toggleBold().run(),
  },
  {
    name: 'Italic',
    icon: Italic,
    active: (e) => e.isActive('italic'),
    run: (e) => e.chain().focus().toggleItalic().run(),
  },
  {
    name: 'Underline',
    icon: Underline,
    active: (e) => e.isActive('underline'),
    run: (e) => e.chain().focus().toggleUnderline().run(),
  },
  {
    name: 'Strike',
    icon: Strikethrough,
    active: (e) => e.isActive('strike'),
    run: (e) => e.chain().focus().toggleStrike().run(),
  },
  {
    name: 'Code',
    icon: Code,
    active: (e) => e.isActive('code'),
    run: (e) => e.chain().focus().toggleCode().run(),
  },
]

function Formats({ editor, onLink }: { editor: Editor; onLink(): void }) {
  const active = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      on: formats.map((format) => format.active(current)),
      link: current.isActive('link'),
    }),
  })
  return (
    <>
      <TurnInto editor={editor} />
      {formats.map(({ name, icon: Icon, run }, index) => (
        <Tool key={name} name={name} pressed={active.on[index] ?? false} onClick={() => run(editor)}>
          <Icon />
        </Tool>
      ))}
      <Tool name="Link" pressed={active.link} onClick={onLink}>
        <Link2 />
      </Tool>
      <ToolLine />
    </>
  )
}
