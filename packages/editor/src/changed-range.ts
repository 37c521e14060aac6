import type { Transaction } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'

/**
 * The part of the document that was rewritten, from the first change to the last, or null if only marks and attributes
 * were set. Tiptap's `getChangedRanges` finds each change by comparing each step with every other, which takes minutes
 * for the thousands of steps that make a long text bold.
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

/** Maps positions in the current document to where they were before these transactions. */
export function wayBack(transactions: readonly Transaction[]): Mapping {
  const there = new Mapping()
  for (const { mapping } of transactions) there.appendMapping(mapping)
  return there.invert()
}
