/** A piece of a text, in UTF-16 units, that is removed and replaced. */
export interface TextDifference {
  at: number
  removed: number
  inserted: string
}

/**
 * The one piece, as small as possible, whose replacement turns `before` into `after`. It splits no surrogate pair.
 * @param caret where the caret is in `after`. It tells which of several equal letters was typed or deleted.
 */
export function differenceOf(before: string, after: string, caret?: number): TextDifference {
  const smallest = difference(before, after, Number.POSITIVE_INFINITY)
  if (caret === undefined) return smallest
  const atCaret = difference(before, after, after.length - caret)
  return atCaret.removed > smallest.removed ? smallest : atCaret
}

/** @param tail how much of the end may count as unchanged, at most. */
function difference(before: string, after: string, tail: number): TextDifference {
  const limit = Math.min(before.length, after.length)
  let end = 0
  while (end < Math.min(limit, tail) && before[before.length - 1 - end] === after[after.length - 1 - end])
    end++
  if (end > 0 && isSecondHalf(before.charCodeAt(before.length - end))) end--
  let start = 0
  while (start < limit - end && before[start] === after[start]) start++
  // Yjs cannot keep half a character: two emoji whose first halves are the same differ as a whole.
  if (start > 0 && isFirstHalf(before.charCodeAt(start - 1))) start--
  return { at: start, removed: before.length - start - end, inserted: after.slice(start, after.length - end) }
}

/** The first of the two UTF-16 units of a surrogate pair. */
const isFirstHalf = (unit: number) => unit >= 0xd800 && unit < 0xdc00
const isSecondHalf = (unit: number) => unit >= 0xdc00 && unit < 0xe000
