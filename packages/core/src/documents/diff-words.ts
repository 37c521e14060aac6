import { isWord, pieces } from '@quillwire/editor'

export interface TextChange {
  words: { added: number; removed: number }
  characters: { added: number; removed: number }
}

/** The most differing words that are looked for one by one. Texts that differ more count as replaced. */
const MAX_DISTANCE = 100

/**
 * Counts what was added to and removed from a text, word by word, and within a changed word character by character:
 * "hel" to "hello" is one word removed, one word added and two characters added. Its cost is bounded for texts of any
 * size.
 */
export function diffWords(before: string, after: string): TextChange {
  const change = { words: { added: 0, removed: 0 }, characters: { added: 0, removed: 0 } }
  if (before === after) return change
  const [a, b] = [pieces(before), pieces(after)]
  for (const { removed, added } of hunks(a, b)) {
    change.words.removed += removed.filter(isWord).length
    change.words.added += added.filter(isWord).length
    const [old, fresh] = withoutCommonEdges([...removed.join('')], [...added.join('')])
    change.characters.removed += old.join('').length
    change.characters.added += fresh.join('').length
  }
  return change
}

interface Hunk {
  removed: string[]
  added: string[]
}

/** The stretches in which two lists differ: Myers, "An O(ND) Difference Algorithm" (1986), up to a maximum distance. */
function hunks(before: readonly string[], after: readonly string[]): Hunk[] {
  const [a, b] = withoutCommonEdges(before, after)
  if (a.length === 0 || b.length === 0) return [{ removed: [...a], added: [...b] }]
  const trace = furthestReaching(a, b)
  if (!trace) return [{ removed: [...a], added: [...b] }]
  const found: Hunk[] = []
  let [x, y] = [a.length, b.length]
  let hunk: Hunk | null = null
  for (let distance = trace.length - 1; distance > 0; distance--) {
    const reach = trace[distance - 1] ?? new Map<number, number>()
    const diagonal = x - y
    const down = goesDown(reach, diagonal, distance)
    const fromX = reach.get(down ? diagonal + 1 : diagonal - 1) ?? 0
    const fromY = fromX - (down ? diagonal + 1 : diagonal - 1)
    const [editX, editY] = down ? [fromX, fromY + 1] : [fromX + 1, fromY]
    if (!hunk || x > editX || y > editY) {
      hunk = { removed: [], added: [] }
      found.push(hunk)
    }
    if (down) hunk.added.unshift(b[fromY] ?? '')
    else hunk.removed.unshift(a[fromX] ?? '')
    x = fromX
    y = fromY
  }
  return found
}

/** For each distance, how far along `a` each diagonal reaches. Null when the texts are further apart than the limit. */
function furthestReaching(a: readonly string[], b: readonly string[]): Map<number, number>[] | null {
  const trace: Map<number, number>[] = []
  for (let distance = 0; distance <= MAX_DISTANCE; distance++) {
    const previous = trace.at(-1) ?? new Map<number, number>()
    const reach = new Map<number, number>()
    trace.push(reach)
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = 0
      if (distance > 0)
        x = goesDown(previous, diagonal, distance)
          ? (previous.get(diagonal + 1) ?? 0)
          : (previous.get(diagonal - 1) ?? 0) + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      reach.set(diagonal, x)
      if (x >= a.length && x - diagonal >= b.length) return trace
    }
  }
  return null
}

function goesDown(reach: ReadonlyMap<number, number>, diagonal: number, distance: number): boolean {
  if (diagonal === -distance) return true
  if (diagonal === distance) return false
  return (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1)
}

function withoutCommonEdges(
  a: readonly string[],
  b: readonly string[],
): [readonly string[], readonly string[]] {
  const limit = Math.min(a.length, b.length)
  let start = 0
  while (start < limit && a[start] === b[start]) start++
  let end = 0
  while (end < limit - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}
