import { UniqueID } from '@tiptap/extension-unique-id'
import { Fragment, type Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, type Transaction } from '@tiptap/pm/state'
import { type Mappable, Step, StepMap, StepResult } from '@tiptap/pm/transform'
import { changedRange, wayBack } from './changed-range.ts'

/** The id of each block, by its position. */
type Ids = ReadonlyMap<number, unknown>

/**
 * Sets the ids of any number of blocks in one step. With a step for each block, plugins that look at the steps of a
 * change, such as autolink, would take minutes on a long pasted text.
 */
class BlockIdsStep extends Step {
  readonly ids: Ids

  constructor(ids: Ids) {
    super()
    this.ids = ids
  }

  apply(doc: Node): StepResult {
    return StepResult.ok(doc.copy(withIds(doc.content, this.ids)))
  }

  override getMap(): StepMap {
    return StepMap.empty
  }

  invert(doc: Node): Step {
    return new BlockIdsStep(new Map([...this.ids.keys()].map((at) => [at, doc.nodeAt(at)?.attrs.id ?? null])))
  }

  override map(mapping: Mappable): Step | null {
    const ids = new Map<number, unknown>()
    for (const [at, id] of this.ids) {
      const { pos, deletedAfter } = mapping.mapResult(at, 1)
      if (!deletedAfter) ids.set(pos, id)
    }
    return ids.size > 0 ? new BlockIdsStep(ids) : null
  }

  toJSON() {
    return { stepType: 'blockIds', ids: [...this.ids] }
  }
}

/** The same nodes, except those that get new ids, and their ancestors. */
function withIds(content: Fragment, ids: Ids): Fragment {
  const places = [...ids.keys()].toSorted((a, b) => a - b)
  let next = 0
  const walk = (fragment: Fragment, start: number): Fragment => {
    let at = start
    const children = fragment.content.map((child) => {
      const from = at
      at += child.nodeSize
      const isSet = places[next] === from
      if (isSet) next++
      const inside = (places[next] ?? at) < at ? walk(child.content, from + 1) : child.content
      if (isSet) return child.type.create({ ...child.attrs, id: ids.get(from) }, inside, child.marks)
      return inside === child.content ? child : child.copy(inside)
    })
    return Fragment.fromArray(children)
  }
  return walk(content, 0)
}

/** Gives the blocks at these positions these ids. */
export function setBlockIds(transaction: Transaction, ids: Ids): Transaction {
  if (ids.size === 0) return transaction
  // When a selection of the whole document is deleted, Tiptap turns what is left into ordinary lines. If the document
  // is empty lines, all still selected, it would do so again each time they get ids: for ever.
  return transaction.step(new BlockIdsStep(ids)).setMeta('preventClearDocument', true)
}

/**
 * Tiptap's UniqueID, for texts of any length. It gives an id to each block that has none or has the id of another
 * block. Tiptap's own implementation takes minutes for 9,000 pasted lines.
 */
export const BlockIds = UniqueID.extend({
  /**
   * Tiptap's version gives ids to all blocks without one, a step for each, whenever the connection comes back. It does
   * so even for a reader, whose changes are refused. Here a block gets its id when it is made or changed.
   */
  onCreate() {},
}).extend({
  addProseMirrorPlugins() {
    const { generateID, filterTransaction } = this.options
    const types = new Set(this.options.types)
    const isBlock = ({ type }: Node) => types.has(type.name)
    const newId = (node: Node, pos: number): unknown => generateID({ node, pos })
    const appendTransaction = (
      transactions: readonly Transaction[],
      _before: EditorState,
      state: EditorState,
    ) => {
      if (filterTransaction && !transactions.every(filterTransaction)) return null
      const ids = idsToSet(transactions, state.doc, isBlock, newId)
      if (ids.size === 0) return null
      return setBlockIds(state.tr, ids).setStoredMarks(state.storedMarks)
    }
    return (this.parent?.() ?? []).map(({ spec }) => new Plugin({ ...spec, appendTransaction }))
  },
})

function idsToSet(
  transactions: readonly Transaction[],
  doc: Node,
  isBlock: (node: Node) => boolean,
  newId: (node: Node, position: number) => unknown,
): Ids {
  const ids = new Map<number, unknown>()
  const range = changedRange(transactions)
  if (!range) return ids
  const blocks: { node: Node; at: number }[] = []
  doc.nodesBetween(range.from, range.to, (node, at) => {
    if (isBlock(node)) blocks.push({ node, at })
  })
  const isNew = madeBy(transactions)
  const times = new Map<unknown, number>()
  const timesOf = (id: unknown) => times.get(id) ?? 0
  const count = (node: Node) => {
    if (isBlock(node)) times.set(node.attrs.id, timesOf(node.attrs.id) + 1)
  }
  // The other block with the same id may be anywhere, such as the rest of a line that was dragged in part. If only text
  // changed, no block is new, and there is nothing to count.
  if (blocks.some(({ at }) => at >= range.from)) doc.descendants(count)
  for (const [index, { node, at }] of blocks.entries()) {
    const { id } = node.attrs
    const next = blocks[index + 1]
    if (id === null) ids.set(at, newId(node, at))
    else if (node.content.size === 0 && next?.node.attrs.id === id) {
      // A line that was broken at its beginning: the second part has the text, and keeps the id.
      ids.set(at, newId(node, at))
      times.set(id, timesOf(id) - 1)
    } else if (timesOf(id) > 1 && isNew(at)) ids.set(at, newId(node, at))
  }
  return ids
}

/** Tells whether the node at a position is new. */
function madeBy(transactions: readonly Transaction[]): (position: number) => boolean {
  const back = wayBack(transactions)
  return (position) => back.mapResult(position).deleted
}
