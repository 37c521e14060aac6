/** The blocks of the last save as rows: a save writes those that changed, not a whole book for a letter. */
import { createHash } from 'node:crypto'
import type { Block } from '@quillwire/editor'
import { byKey } from './diff-blocks.ts'

export interface BlockRow {
  key: string
  block: Block
}

export interface BlockWrites {
  changed: BlockRow[]
  removed: string[]
}

/** What leads from the rows of the last save to these blocks. */
export function blockWrites(before: readonly BlockRow[], blocks: readonly Block[]): BlockWrites {
  const old = new Map(before.map(({ key, block }) => [key, block]))
  const changed: BlockRow[] = []
  for (const [name, block] of byKey(blocks)) {
    const key = rowKey(name)
    const known = old.get(key)
    old.delete(key)
    if (!known || !same(known, block)) changed.push({ key, block })
  }
  return { changed, removed: [...old.keys()] }
}

/** The blocks of these rows, those of one id in the order of the text, whichever way the rows lie. */
export function blocksOfRows(rows: readonly BlockRow[]): Block[] {
  return rows.toSorted((one, other) => countOf(one) - countOf(other)).map(({ block }) => block)
}

/** How many blocks of the same id or text stand before it: see `byKey`. */
function countOf({ key }: BlockRow): number {
  return Number(COUNT.exec(key)?.[1] ?? 0)
}

const COUNT = /^(?:id|text|hash) (\d+) /

/** Ids of other programs, and texts by which blocks without an id are known, may be longer than an index takes. */
function rowKey(name: string): string {
  if (name.length <= 100) return name
  return `hash ${COUNT.exec(name)?.[1] ?? 0} ${createHash('sha256').update(name).digest('base64url')}`
}

function same(one: Block, other: Block): boolean {
  return (
    one.id === other.id && one.type === other.type && one.text === other.text && one.checked === other.checked
  )
}
