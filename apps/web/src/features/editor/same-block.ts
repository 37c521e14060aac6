/**
 * Keeps the id of a line that becomes another kind by what is typed at its beginning, as a heading by “# ”, or an
 * ordinary line again by Backspace. What a save tells of it is a change then, not that one line went and another came,
 * and letters of others that are under way find it (see `kept-letters`).
 */
import { combineTransactionSteps, Extension, getChangedRanges } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { Plugin } from '@tiptap/pm/state'
import { findTextBlock } from './find-text-block.ts'

export const SameBlock = Extension.create({
  name: 'sameBlock',
  // Before what gives an id to each block that has none.
  priority: 20_000,
  addProseMirrorPlugins: () => [sameBlock()],
})

export function sameBlock(): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, state) {
      if (!transactions.some(({ docChanged }) => docChanged)) return null
      if (transactions.some(isChangeOrigin)) return null
      const change = combineTransactionSteps(before.doc, [...transactions])
      const back = change.mapping.invert()
      const transaction = state.tr
      for (const { newRange } of getChangedRanges(change))
        state.doc.nodesBetween(newRange.from, newRange.to, (node, position) => {
          if (!node.isTextblock || node.attrs.id !== null) return
          const { parent: was } = before.doc.resolve(back.map(position + 1))
          if (was.isTextblock && was.attrs.id && !findTextBlock(transaction.doc, was.attrs.id))
            transaction.setNodeAttribute(position, 'id', was.attrs.id)
        })
      return transaction.docChanged ? transaction : null
    },
  })
}
