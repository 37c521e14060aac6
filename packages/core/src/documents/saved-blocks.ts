/** The blocks of the last save as rows. A save writes only those that changed, not a whole book for one letter. */
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

/** The writes that turn the rows of the last save into these blocks. */
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

/** The blocks of these rows. Blocks with the same id come in the order of the text, whatever the order of the rows. */
export function blocksOfRows(rows: readonly BlockRow[]): Block[] {
  return rows.toSorted((one, other) => countOf(one) - countOf(other)).map(({ block }) => block)
}

/** How many blocks with the same id or text come before it: see `byKey`. */
function countOf({ key }: BlockRow): number {
  return Number(COUNT.exec(key)?.[1] ?? 0)
}

const COUNT = /^(?:id|text|hash) (\d+) /

/** Ids from other programs, and texts that identify blocks without an id, may be longer than an index allows. */
function rowKey(name: string): string {
  if (name.length <= 100) return name
  return `hash ${COUNT.exec(name)?.[1] ?? 0} ${createHash('sha256').update(name).digest('base64url')}`
}

function same(one: Block, other: Block): boolean {
  return (
    one.id === other.id && one.type === other.type && one.text === other.text && one.checked === other.checked
  )
}
