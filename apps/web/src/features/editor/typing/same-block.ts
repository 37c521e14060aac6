/**
 * Keeps the id of a line that becomes another kind by what is typed at its beginning: a heading by “# ”, or an ordinary
 * line again by Backspace. Then a save reports a changed line, and not one that went and another that came, and letters
 * of others that are under way find it (see `kept-letters`).
 */
import { changedRange, setBlockIds, wayBack } from '@quillwire/editor'
import { Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import type { Node } from '@tiptap/pm/model'
import { Plugin, type Transaction } from '@tiptap/pm/state'

export const SameBlock = Extension.create({
  name: 'sameBlock',
  // Before the extension that gives an id to each block without one.
  priority: 20_000,
  addProseMirrorPlugins: () => [sameBlock()],
})

export function sameBlock(): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, state) {
      if (transactions.some(isChangeOrigin)) return null
      const lines = linesWithoutId(transactions, state.doc)
      if (lines.length === 0) return null
      const back = wayBack(transactions)
      const taken = idsOfLines(state.doc)
      const ids = new Map<number, string>()
      for (const position of lines) {
        const { parent: was } = before.doc.resolve(back.map(position + 1))
        const { id } = was.attrs
        if (!was.isTextblock || !id || taken.has(id)) continue
        taken.add(id)
        ids.set(position, id)
      }
      return ids.size > 0 ? setBlockIds(state.tr, ids) : null
    },
  })
}

function linesWithoutId(transactions: readonly Transaction[], doc: Node): number[] {
  const found: number[] = []
  const range = changedRange(transactions)
  if (range)
    doc.nodesBetween(range.from, range.to, (node, position) => {
      if (node.isTextblock && node.attrs.id === null) found.push(position)
    })
  return found
}

function idsOfLines(doc: Node): Set<unknown> {
  const ids = new Set<unknown>()
  doc.descendants((node) => {
    if (node.isTextblock) ids.add(node.attrs.id)
    return !node.isTextblock
  })
  return ids
}
