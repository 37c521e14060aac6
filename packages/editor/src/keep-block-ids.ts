import type { JSONContent } from '@tiptap/core'
import { BLOCK_TYPES, newBlockId } from './document-extensions.ts'

const types = new Set<string>(BLOCK_TYPES)

/**
 * Gives the blocks of a new content the ids that the old content's blocks had: equal blocks first, then blocks of the
 * same kind between two equal ones, in order, as changed ones. All others get new ids. So a text that was rewritten
 * from outside is reported as changed, not as removed and added.
 */
export function keepBlockIds(before: JSONContent | null, after: JSONContent): JSONContent {
  const old = before ? identified(before) : []
  const copy = structuredClone(after)
  const fresh = identified(copy)
  const match = pairs(old.map(signature), fresh.map(signature))
  let [oldFrom, freshFrom] = [0, 0]
  for (const [oldIndex, freshIndex] of [...match, [old.length, fresh.length] as const]) {
    pairInOrder(old.slice(oldFrom, oldIndex), fresh.slice(freshFrom, freshIndex))
    const [from, to] = [old[oldIndex], fresh[freshIndex]]
    if (from && to) setId(to, from.attrs?.['id'])
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

function signature(node: JSONContent): string {
  return JSON.stringify(node, (key, value) => (key === 'id' || value === null ? undefined : value))
}

function pairInOrder(old: JSONContent[], fresh: JSONContent[]) {
  const left = [...old]
  for (const node of fresh) {
    const index = left.findIndex(({ type }) => type === node.type)
    setId(node, index < 0 ? undefined : left[index]?.attrs?.['id'])
    if (index >= 0) left.splice(0, index + 1)
  }
}

function setId(node: JSONContent, id: unknown) {
  node.attrs = { ...node.attrs, id: typeof id === 'string' && id ? id : newBlockId() }
}

/**
 * Index pairs of equal blocks, rising on both sides. Equal beginnings and ends are paired at once; in between, a block
 * that stands once on each side is an anchor. That is linear, and right for the edits that people and programs make.
 */
function pairs(a: string[], b: string[]): [number, number][] {
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
    tail.unshift([endA, endB])
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
  return [...found, ...tail]
}
