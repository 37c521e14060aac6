'use client'
import type { ChainedCommands, Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'

interface Kind {
  name: string
  active(editor: Editor): boolean
  turn(chain: ChainedCommands): ChainedCommands
}

/** The innermost kind that holds names the block, so that lists and quotes come before the text in them. */
const kinds: Kind[] = [
  { name: 'Bullet list', active: (e) => e.isActive('bulletList'), turn: (c) => c.toggleBulletList() },
  { name: 'Numbered list', active: (e) => e.isActive('orderedList'), turn: (c) => c.toggleOrderedList() },
  { name: 'Task list', active: (e) => e.isActive('taskList'), turn: (c) => c.toggleTaskList() },
  { name: 'Quote', active: (e) => e.isActive('blockquote'), turn: (c) => c.toggleBlockquote() },
  {
    name: 'Heading 1',
    active: (e) => e.isActive('heading', { level: 1 }),
    turn: (c) => c.toggleHeading({ level: 1 }),
  },
  {
    name: 'Heading 2',
    active: (e) => e.isActive('heading', { level: 2 }),
    turn: (c) => c.toggleHeading({ level: 2 }),
  },
  {
    name: 'Heading 3',
    active: (e) => e.isActive('heading', { level: 3 }),
    turn: (c) => c.toggleHeading({ level: 3 }),
  },
]
const TEXT = 'Text'

/** What the selected blocks are, and what they shall become. A native choice: it keeps the selection in the text. */
export function TurnInto({ editor }: { editor: Editor }) {
  const current = useEditorState({
    editor,
    selector: ({ editor: now }) => kinds.find(({ active }) => active(now))?.name ?? TEXT,
  })
  return (
    <select
      aria-label="Turn into"
      title="Turn into"
      className="mr-1 h-8 max-sm:mr-0 max-sm:w-20 rounded-md bg-surface px-1.5 text-quiet text-sm hover:bg-sunken hover:text-ink"
      value={current}
      onChange={({ target }) => {
        const before = kinds.find(({ name }) => name === current)
        const after = kinds.find(({ name }) => name === target.value)
        // Out of what it is first: a list does not become a heading, nor a quote a list, while it is one.
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
  )
}
