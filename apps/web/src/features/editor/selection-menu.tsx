'use client'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { BubbleMenu, type BubbleMenuProps } from '@tiptap/react/menus'
import {
  Bold,
  Code,
  Italic,
  Link2,
  type LucideIcon,
  MessageSquarePlus,
  Strikethrough,
  Underline,
  Unlink,
} from 'lucide-react'
import {
  type FormEvent,
  type RefObject,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Input } from '@/components/ui/input.tsx'
import { Tool, ToolLine } from './tool.tsx'
import { TurnInto } from './turn-into.tsx'
import { wholeAddress } from './typed-links.ts'

interface SelectionMenuProps {
  editor: Editor
  canWrite: boolean
  canComment: boolean
  onComment(): void
}

const KEY = 'selectionMenu'

/** What can be done with the selected text. */
export function SelectionMenu({ editor, canWrite, canComment, onComment }: SelectionMenuProps) {
  const [linking, setLinking] = useState(false)
  const held = useRef(false)
  const isOffered = useCallback<NonNullable<BubbleMenuProps['shouldShow']>>(
    ({ editor: current, state, from, to }) =>
      !held.current &&
      from !== to &&
      state.doc.textBetween(from, to, ' ').trim() !== '' &&
      !current.isActive('codeBlock') &&
      (canWrite || canComment),
    [canWrite, canComment],
  )
  useOffer(editor, held, isOffered)
  const options = useMemo(
    () => ({
      placement: 'top' as const,
      offset: 8,
      // The document's header lies over what stands higher.
      flip: { padding: { top: 60 } },
      shift: { padding: 8 },
      onHide: () => setLinking(false),
    }),
    [],
  )
  return (
    <BubbleMenu
      editor={editor}
      pluginKey={KEY}
      // A delay would begin anew with every letter that somebody else writes.
      updateDelay={0}
      shouldShow={isOffered}
      options={options}
    >
      <div
        role="toolbar"
        aria-label="Selected text"
        className="flex items-center rounded-lg border bg-surface p-1 shadow-lg"
      >
        {linking ? (
          <LinkForm editor={editor} onDone={() => setLinking(false)} />
        ) : (
          <>
            {canWrite && <Formats editor={editor} onLink={() => setLinking(true)} />}
            {canComment && (
              <button
                type="button"
                className="ml-0.5 inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-quiet text-sm hover:bg-sunken hover:text-ink"
                onMouseDown={(event) => event.preventDefault()}
                onClick={onComment}
              >
                <MessageSquarePlus className="size-4" /> Comment
              </button>
            )}
          </>
        )}
      </div>
    </BubbleMenu>
  )
}

/**
 * Shows and hides the menu where the selection itself does not change: while text is being selected with the mouse it is
 * kept away, since it would lie over what is about to be selected.
 */
function useOffer(
  editor: Editor,
  held: RefObject<boolean>,
  isOffered: NonNullable<BubbleMenuProps['shouldShow']>,
): void {
  // A right may come, or go, while something is selected.
  useEffect(() => {
    const { view } = editor
    const { state } = view
    const { from, to } = state.selection
    if (held.current || from === to) return
    const isShown = isOffered({ editor, view, state, from, to, element: view.dom })
    view.dispatch(state.tr.setMeta(KEY, isShown ? 'show' : 'hide'))
  }, [editor, held, isOffered])

  useEffect(() => {
    const { view } = editor
    const onDown = () => {
      held.current = true
    }
    const onUp = () => {
      if (!held.current) return
      held.current = false
      // A click into what is selected ends the selection, a moment after the button is let go.
      requestAnimationFrame(() => {
        if (editor.isDestroyed) return
        const { state } = view
        const { from, to } = state.selection
        if (isOffered({ editor, view, state, from, to, element: view.dom }))
          view.dispatch(state.tr.setMeta(KEY, 'show'))
      })
    }
    view.dom.addEventListener('pointerdown', onDown)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', onUp)
    return () => {
      view.dom.removeEventListener('pointerdown', onDown)
      window.removeEventListener('pointerup', onUp)
      window.removeEventListener('pointercancel', onUp)
    }
  }, [editor, held, isOffered])
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

function LinkForm({ editor, onDone }: { editor: Editor; onDone(): void }) {
  const before = String(editor.getAttributes('link').href ?? '')
  const [href, setHref] = useState(before)
  const [wrong, setWrong] = useState('')
  const noteId = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const address = wholeAddress(href)
    if (!address)
      return setWrong(
        href.trim() ? 'A link leads to a web page or an e-mail address.' : 'Type an address first.',
      )
    editor.chain().focus().extendMarkRange('link').setLink({ href: address }).run()
    onDone()
  }
  return (
    <form onSubmit={submit} className="relative flex items-center gap-1">
      <Input
        autoFocus
        aria-label="Link address"
        aria-invalid={wrong !== '' || undefined}
        aria-describedby={wrong ? noteId : undefined}
        placeholder="Paste or type a link"
        className="h-8 w-56"
        value={href}
        onChange={(event) => {
          setHref(event.target.value)
          setWrong('')
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          editor.commands.focus()
          onDone()
        }}
      />
      <button type="submit" className="h-8 rounded-md px-2.5 font-medium text-accent text-sm hover:bg-sunken">
        Set
      </button>
      {before && (
        <Tool
          name="Remove the link"
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run()
            onDone()
          }}
        >
          <Unlink />
        </Tool>
      )}
      {wrong && (
        // Above, since below lies what is selected.
        <p
          id={noteId}
          role="alert"
          className="absolute bottom-full left-0 mb-1.5 w-max rounded-lg border bg-surface px-2.5 py-1.5 text-[13px] text-bad shadow-lg"
        >
          {wrong}
        </p>
      )}
    </form>
  )
}
