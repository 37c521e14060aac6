import type { JSONContent } from '@tiptap/core'
import { BLOCK_TYPES, newBlockId } from './document-extensions.ts'

const types = new Set<string>(BLOCK_TYPES)

/**
 * Gives the blocks of new content the ids of the old blocks that they continue. Equal blocks are matched first. Between
 * two of them, each new block is taken for a changed form of the old block of its type that shares most words. All
 * others get new ids. So a text that was rewritten from outside is reported as changed, not as removed and added.
 */
export function keepBlockIds(before: JSONContent | null, after: JSONContent): JSONContent {
  const old = before ? identified(before) : []
  const copy = structuredClone(after)
  const fresh = identified(copy)
  const match = equalPairs(old.map(signature), fresh.map(signature))
  const used = new Set<unknown>()
  const give = (node: JSONContent, id: unknown) => {
    const kept = typeof id === 'string' && id !== '' && !used.has(id) ? id : newBlockId()
    used.add(kept)
    node.attrs = { ...node.attrs, id: kept }
  }
  let [oldFrom, freshFrom] = [0, 0]
  for (const [oldIndex, freshIndex] of [...match, [old.length, fresh.length] as const]) {
    const between = fresh.slice(freshFrom, freshIndex)
    const ids = similarPairs(old.slice(oldFrom, oldIndex), between)
    between.forEach((node, index) => {
      give(node, ids[index])
    })
    const [from, to] = [old[oldIndex], fresh[freshIndex]]
    if (from && to) give(to, from.attrs?.id)
    oldFrom = oldIndex + 1
    freshFrom = freshIndex + 1
  }
  return copy
}

function identified(node: JSONContent, found: JSONContent[] = []): JSONContent[] {
  if (node.type && types.has(node.type)) found.push(node)
  for (const child of node.content ?? []) identified(child, found)
  return found
}

/**
 * Equal for equal content, however it is represented: a Y.Doc keeps marks in the order in which they were set, and only
 * those attributes that are set.
 */
function signature(node: JSONContent): string {
  return JSON.stringify(canonical(node))
}

function canonical({ type, text, attrs, marks = [], content = [] }: JSONContent): unknown[] {
  const styles = marks.map((mark) => [mark.type, setAttributes(mark.attrs)]).toSorted()
  return [type, text, setAttributes(attrs), styles, content.map(canonical)]
}

function setAttributes(attrs: Record<string, unknown> = {}): [string, unknown][] {
  return Object.entries(attrs)
    .filter(([name, value]) => name !== 'id' && value != null)
    .toSorted()
}

/** How many old blocks ahead are looked at for the most similar one: the cost stays linear. */
const LOOK_AHEAD = 8

/** For each fresh block, in order, the id of the old block of which it is a changed form. */
function similarPairs(old: readonly JSONContent[], fresh: readonly JSONContent[]): unknown[] {
  const words = old.map((node) => new Set(wordsOf(node)))
  let from = 0
  return fresh.map((node, index) => {
    const own = wordsOf(node)
    let best: { index: number; score: number } | null = null
    for (let i = from; i < Math.min(old.length, from + LOOK_AHEAD); i++) {
      if (old[i]?.type !== node.type) continue
      const shared = own.filter((word) => words[i]?.has(word)).length
      const score = shared / Math.max(own.length, words[i]?.size ?? 0, 1)
      if (!best || score > best.score) best = { index: i, score }
    }
    // A block that shares no words is taken for a changed one only if at least as many old blocks as fresh ones are
    // left.
    if (!best || (best.score === 0 && old.length - from > 0 && old.length - from < fresh.length - index))
      return undefined
    from = best.index + 1
    return old[best.index]?.attrs?.id
  })
}

function wordsOf(node: JSONContent): string[] {
  const text = plain(node)
  return (
    text
      .slice(0, 2000)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

function plain(node: JSONContent): string {
  return node.text ?? String(node.attrs?.src ?? '') + (node.content ?? []).map(plain).join(' ')
}

/**
 * Index pairs of equal blocks, rising on both sides. Equal beginnings and ends are paired first; in between, a block
 * that occurs once on the old side is an anchor. That is linear, and right for the edits that people and programs make.
 */
function equalPairs(a: readonly string[], b: readonly string[]): [number, number][] {
  const found: [number, number][] = []
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) {
    found.push([start, start])
    start++
  }
  const tail: [number, number][] = []
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
    tail.push([endA, endB])
  }
  const places = new Map<string, number | null>()
  for (let i = start; i < endA; i++) places.set(a[i] ?? '', places.has(a[i] ?? '') ? null : i)
  let last = start - 1
  for (let j = start; j < endB; j++) {
    const i = places.get(b[j] ?? '')
    if (typeof i !== 'number' || i <= last) continue
    found.push([i, j])
    last = i
  }
  return [...found, ...tail.reverse()]
}
