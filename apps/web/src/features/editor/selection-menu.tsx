'use client'
import { isSafeLink } from '@quillwire/editor'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { BubbleMenu } from '@tiptap/react/menus'
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
import { type FormEvent, useState } from 'react'
import { Input } from '@/components/ui/input.tsx'
import { cn } from '@/lib/cn.ts'
import { TurnInto } from './turn-into.tsx'

interface SelectionMenuProps {
  editor: Editor
  canWrite: boolean
  canComment: boolean
  onComment(): void
}

/** What can be done with the selected text. */
export function SelectionMenu({ editor, canWrite, canComment, onComment }: SelectionMenuProps) {
  const [linking, setLinking] = useState(false)
  return (
    <BubbleMenu
      editor={editor}
      shouldShow={({ editor: current, state, from, to }) =>
        from !== to &&
        state.doc.textBetween(from, to, ' ').trim() !== '' &&
        !current.isActive('codeBlock') &&
        (canWrite || canComment)
      }
      options={{ placement: 'top', offset: 8, onHide: () => setLinking(false) }}
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
          <Icon className="size-4" />
        </Tool>
      ))}
      <Tool name="Link" pressed={active.link} onClick={onLink}>
        <Link2 className="size-4" />
      </Tool>
      <span className="mx-1 h-5 w-px bg-line" />
    </>
  )
}

interface ToolProps {
  name: string
  pressed: boolean
  onClick(): void
  children: React.ReactNode
}

function Tool({ name, pressed, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      aria-pressed={pressed}
      // The selection stays in the text.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
      className={cn(
        'grid size-8 place-items-center rounded-md text-quiet hover:bg-sunken hover:text-ink max-sm:size-7',
        pressed && 'bg-accent-soft text-accent',
      )}
    >
      {children}
    </button>
  )
}

function LinkForm({ editor, onDone }: { editor: Editor; onDone(): void }) {
  const before = String(editor.getAttributes('link').href ?? '')
  const [href, setHref] = useState(before)
  const [wrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const address = href.trim()
    const whole = /^([a-z][a-z0-9+.-]*:|\/|#)/i.test(address) ? address : `https://${address}`
    if (!address || !isSafeLink(whole)) return setWrong(true)
    editor.chain().focus().extendMarkRange('link').setLink({ href: whole }).run()
    onDone()
  }
  return (
    <form onSubmit={submit} className="flex items-center gap-1">
      <Input
        autoFocus
        aria-label="Link address"
        aria-invalid={wrong || undefined}
        placeholder="Paste or type a link"
        className="h-8 w-56"
        value={href}
        onChange={(event) => {
          setHref(event.target.value)
          setWrong(false)
        }}
        onKeyDown={(event) => event.key === 'Escape' && onDone()}
      />
      <button type="submit" className="h-8 rounded-md px-2.5 font-medium text-accent text-sm hover:bg-sunken">
        Set
      </button>
      {before && (
        <Tool
          name="Remove the link"
          pressed={false}
          onClick={() => {
            editor.chain().focus().extendMarkRange('link').unsetLink().run()
            onDone()
          }}
        >
          <Unlink className="size-4" />
        </Tool>
      )}
    </form>
  )
}
