import { expect, test } from 'vitest'
import { diffBlocks } from './diff-blocks.ts'
import { blocksOfRows, blockWrites } from './saved-blocks.ts'

test.each([1, 100])('blocks with one id of %i letters are told apart in any order of rows', (length) => {
  const id = 'x'.repeat(length)
  const blocks = ['One', 'Two', 'Three'].map((text) => ({ id, type: 'paragraph', text }))
  const rows = blockWrites([], blocks).changed
  for (const lie of [rows, rows.toReversed()])
    expect(diffBlocks(blocksOfRows(lie), blocks).blocks).toEqual([])
})
