import type { Transaction } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'

/**
 * What of the document was written anew, from the first place to the last, or null where only marks and attributes were
 * set. Tiptap's `getChangedRanges` tells each place, by comparing each step with every other: minutes for the thousands
 * of steps in which a long text is made bold.
 */
export function changedRange(transactions: readonly Transaction[]): { from: number; to: number } | null {
  let range: { from: number; to: number } | null = null
  for (const { mapping } of transactions)
    for (const map of mapping.maps) {
      if (range) range = { from: map.map(range.from, -1), to: map.map(range.to, 1) }
      map.forEach((_oldFrom, _oldTo, from, to) => {
        range = { from: Math.min(range?.from ?? from, from), to: Math.max(range?.to ?? to, to) }
      })
    }
  return range
}

/** From places in the document as it is to those where they were before these transactions. */
export function wayBack(transactions: readonly Transaction[]): Mapping {
  const there = new Mapping()
  for (const { mapping } of transactions) there.appendMapping(mapping)
  return there.invert()
}
