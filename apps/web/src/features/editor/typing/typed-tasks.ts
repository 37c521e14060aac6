'use client'
import { Extension, InputRule } from '@tiptap/core'

/** Makes a bullet a task when a box is typed in it, as in Markdown: “- [ ] ”. */
export const TypedTasks = Extension.create({
  name: 'typedTasks',

  addInputRules() {
    return [
      new InputRule({
        find: /^\[([ xX]?)\] $/,
        handler({ state, range, chain, match: [, sign] }) {
          const { $from } = state.selection
          const isBullet = $from.node(-2)?.type.name === 'bulletList' && $from.index(-1) === 0
          if (!isBullet) return null
          const checked = sign?.toLowerCase() === 'x'
          chain().deleteRange(range).toggleTaskList().updateAttributes('taskItem', { checked }).run()
        },
      }),
    ]
  },
})
