'use client'
import type { Editor } from '@tiptap/core'
import { BubbleMenu } from '@tiptap/react/menus'

const actions: [string, (editor: Editor) => void][] = [
  ['Row below', (e) => e.chain().focus().addRowAfter().run()],
  ['Column right', (e) => e.chain().focus().addColumnAfter().run()],
  ['Delete row', (e) => e.chain().focus().deleteRow().run()],
  ['Delete column', (e) => e.chain().focus().deleteColumn().run()],
  ['Delete table', (e) => e.chain().focus().deleteTable().run()],
]

/** Rows and columns, while the caret stands in a table. */
export function TableMenu({ editor }: { editor: Editor }) {
  return (
    <BubbleMenu
      editor={editor}
      pluginKey="tableMenu"
      shouldShow={({ editor: current, from, to }) =>
        current.isEditable && from === to && current.isActive('table')
      }
      options={{ placement: 'bottom', offset: 10 }}
    >
      <div
        role="toolbar"
        aria-label="Table"
        className="flex max-w-[calc(100vw-1rem)] flex-wrap rounded-lg border bg-surface p-1 shadow-lg"
      >
        {actions.map(([name, run]) => (
          <button
            key={name}
            type="button"
            className="h-7 rounded-md px-2 text-[13px] text-quiet hover:bg-sunken hover:text-ink"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => run(editor)}
          >
            {name}
          </button>
        ))}
      </div>
    </BubbleMenu>
  )
}
