/** Which letters of one text are those of another. */

export interface AlignedLetter {
  unit: string
  own: boolean
}

/** The limit of comparisons: hardly any line is long enough to reach it, and nobody should have to wait. */
const MAX_COMPARISONS = 16_000_000
/** What somebody else's letter that is in both texts weighs: more than all of one's own together. */
const OTHERS_WORTH = 1 << 16

/**
 * Aligns by the longest common subsequence.
 * @returns for each letter of `before` its place in `now`, or -1 where it is not there; null where both are too long.
 *   Of equal letters those of others count as there before one's own: where one is missing, it is one's own.
 */
export function alignLetters(
  before: readonly AlignedLetter[],
  now: readonly { unit: string }[],
): Int32Array | null {
  const limit = Math.min(before.length, now.length)
  const same = (i: number, j: number) => !before[i]?.own && before[i]?.unit === now[j]?.unit
  let start = 0
  while (start < limit && same(start, start)) start++
  let end = 0
  while (end < limit - start && same(before.length - 1 - end, now.length - 1 - end)) end++
  const old = before.slice(start, before.length - end)
  const fresh = now.slice(start, now.length - end)
  const width = fresh.length + 1
  if ((old.length + 1) * width > MAX_COMPARISONS) return null
  const common = new Uint32Array((old.length + 1) * width)
  const worth = (i: number, j: number) => common[i * width + j] ?? 0
  const worthOfBoth = (i: number, j: number) =>
    old[i]?.unit === fresh[j]?.unit ? worth(i + 1, j + 1) + (old[i]?.own ? 1 : OTHERS_WORTH) : 0
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = fresh.length - 1; j >= 0; j--)
      common[i * width + j] = Math.max(worthOfBoth(i, j), worth(i + 1, j), worth(i, j + 1))

  const places = Int32Array.from(before, (_, i) => (i < start ? i : -1))
  for (let k = 1; k <= end; k++) places[before.length - k] = now.length - k
  let j = 0
  for (const i of old.keys()) {
    while (j < fresh.length && worthOfBoth(i, j) < worth(i, j) && worth(i, j + 1) === worth(i, j)) j++
    if (worthOfBoth(i, j) > 0 && worthOfBoth(i, j) === worth(i, j)) places[start + i] = start + j++
  }
  return places
}
