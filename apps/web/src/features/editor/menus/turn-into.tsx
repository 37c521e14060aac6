'use client'
import type { ChainedCommands, Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import {
  ChevronDown,
  Heading1,
  Heading2,
  Heading3,
  List,
  ListOrdered,
  ListTodo,
  type LucideIcon,
  Pilcrow,
  Quote,
} from 'lucide-react'

interface Kind {
  name: string
  icon: LucideIcon
  active(editor: Editor): boolean
  turn(chain: ChainedCommands): ChainedCommands
}

/** The first kind that applies names the block, so lists and quotes come before the headings in them. */
const kinds: Kind[] = [
  {
    name: 'Bullet list',
    icon: List,
    active: (e) => e.isActive('bulletList'),
    turn: (c) => c.toggleBulletList(),
  },
  {
    name: 'Numbered list',
    icon: ListOrdered,
    active: (e) => e.isActive('orderedList'),
    turn: (c) => c.toggleOrderedList(),
  },
  {
    name: 'Task list',
    icon: ListTodo,
    active: (e) => e.isActive('taskList'),
    turn: (c) => c.toggleTaskList(),
  },
  { name: 'Quote', icon: Quote, active: (e) => e.isActive('blockquote'), turn: (c) => c.toggleBlockquote() },
  {
    name: 'Heading 1',
    icon: Heading1,
    active: (e) => e.isActive('heading', { level: 1 }),
    turn: (c) => c.toggleHeading({ level: 1 }),
  },
  {
    name: 'Heading 2',
    icon: Heading2,
    active: (e) => e.isActive('heading', { level: 2 }),
    turn: (c) => c.toggleHeading({ level: 2 }),
  },
  {
    name: 'Heading 3',
    icon: Heading3,
    active: (e) => e.isActive('heading', { level: 3 }),
    turn: (c) => c.toggleHeading({ level: 3 }),
  },
]
const TEXT = 'Text'

/**
 * Shows what the selected blocks are, and turns them into something else. A native select, since it keeps the selection
 * in the text. On narrow screens an icon stands for the name.
 */
export function TurnInto({ editor }: { editor: Editor }) {
  const current = useEditorState({
    editor,
    selector: ({ editor: now }) => kinds.find(({ active }) => active(now))?.name ?? TEXT,
  })
  const Icon = kinds.find(({ name }) => name === current)?.icon ?? Pilcrow
  return (
    <span className="relative mr-1 inline-flex h-8 shrink-0 pointer-coarse:h-11 items-center justify-center rounded-md text-quiet outline-offset-2 hover:bg-tint hover:text-ink max-sm:mr-0 max-sm:w-10 max-sm:has-focus-visible:outline-2">
      <Icon aria-hidden className="size-4 sm:hidden" />
      <ChevronDown aria-hidden className="size-3 sm:hidden" />
      <select
        aria-label="Turn into"
        title="Turn into"
        className="select-arrow h-8 appearance-none rounded-md pointer-coarse:h-11 bg-transparent bg-[position:right_0.35rem_center] pr-7 pl-2 text-sm pointer-coarse:text-[max(16px,0.875rem)] max-sm:absolute max-sm:inset-0 max-sm:opacity-0"
        value={current}
        onKeyDown={(event) => {
          // Closed, it would apply the very next kind at once, and lose the focus. In the open list, one can read all
          // first.
          if (!/^Arrow(Down|Up)$/.test(event.key) || !('showPicker' in event.currentTarget)) return
          event.preventDefault()
          event.currentTarget.showPicker()
        }}
        onChange={({ target }) => {
          const before = kinds.find(({ name }) => name === current)
          const after = kinds.find(({ name }) => name === target.value)
          // First out of what it is: neither does a list become a heading, nor a quote a list, directly.
          const plain = before ? before.turn(editor.chain().focus()) : editor.chain().focus()
          ;(after ? after.turn(plain) : plain).run()
        }}
      >
        {[TEXT, ...kinds.slice(4).map(({ name }) => name), ...kinds.slice(0, 4).map(({ name }) => name)].map(
          (name) => (
            <option key={name}>{name}</option>
          ),
        )}
      </select>
    </span>
  )
}
