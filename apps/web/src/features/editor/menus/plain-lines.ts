/**
 * Makes ordinary lines of whatever is selected, which is the first step of most conversions. Tiptap's own command keeps
 * track of only the first block's place while it takes lines out of their lists and quotes. It fails where those are
 * nested, and then nothing is converted.
 */
import { Extension } from '@tiptap/core'
import { NodeRange } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { liftTarget } from '@tiptap/pm/transform'

export const PlainLines = Extension.create({
  name: 'plainLines',
  addCommands: () => ({
    clearNodes:
      () =>
      ({ tr, dispatch }) => {
        if (dispatch) makePlain(tr)
        return true
      },
  }),
})

export function makePlain(tr: Transaction): void {
  const places: number[] = []
  for (const { $from, $to } of tr.selection.ranges)
    tr.doc.nodesBetween($from.pos, $to.pos, (node, at) => {
      if (node.isTextblock) places.push(at + 1)
      return !node.isTextblock
    })
  const done = tr.steps.length
  const now = (place: number) => tr.doc.resolve(tr.mapping.slice(done).map(place))
  // The last one first: a line can leave its list once those within its item have left it.
  for (const place of places.reverse()) {
    const $line = now(place)
    const { defaultType } = $line.node(-1).contentMatchAt($line.index(-1))
    if (defaultType?.isTextblock && $line.parent.type !== defaultType)
      tr.setBlockType($line.pos, $line.pos, defaultType, ({ attrs }) => ({ id: attrs.id }))
    while (lift(tr, now(place).pos));
  }
}

/** Lifts the line out of the innermost list or quote, with the rest of its item where that cannot stay without it. */
function lift(tr: Transaction, place: number): boolean {
  const $line = tr.doc.resolve(place)
  const depth = $line.depth - 1
  const alone = new NodeRange($line, $line, depth)
  const withRest = new NodeRange($line, tr.doc.resolve($line.end(depth)), depth)
  const range = [alone, withRest].find((each) => liftTarget(each) !== null)
  const target = range && liftTarget(range)
  if (!range || target == null) return false
  tr.lift(range, target)
  return true
}
