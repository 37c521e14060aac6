import type { Block } from '@quillwire/editor'
import { MAX_BLOCK_TEXT_LENGTH, MAX_CHANGED_BLOCKS } from '@quillwire/events'
import { expect, test } from 'vitest'
import { diffBlocks } from './diff-blocks.ts'

const block = (id: string, text: string, more: Partial<Block> = {}): Block => ({
  id,
  type: 'paragraph',
  text,
  ...more,
})
const task = (id: string, text: string, checked: boolean) => block(id, text, { type: 'taskItem', checked })
const changesOf = (before: Block[], after: Block[]) =>
  diffBlocks(before, after).blocks.map(({ change, before, after }) => [change, before, after])

test('blocks are added, changed and removed by their ids', () => {
  expect(
    changesOf(
      [block('1', 'one'), block('2', 'two'), block('3', 'three')],
      [block('4', 'new'), block('2', 'TWO'), block('1', 'one')],
    ),
  ).toEqual([
    ['added', null, 'new'],
    ['changed', 'two', 'TWO'],
    ['removed', 'three', null],
  ])
})

test('an empty paragraph that is added or removed is not reported', () => {
  expect(changesOf([block('1', '')], [block('2', '')])).toEqual([])
})

test('a paragraph that becomes a heading is changed', () => {
  expect(changesOf([block('1', 'a')], [block('1', 'a', { type: 'heading' })])).toEqual([
    ['changed', 'a', 'a'],
  ])
})

test('ticked and cleared boxes are reported, new ones are not', () => {
  const { tasks, blocks } = diffBlocks(
    [task('1', 'a', false), task('2', 'b', true)],
    [task('1', 'a', true), task('2', 'b', false), task('3', 'c', true)],
  )
  expect(tasks).toEqual([
    { id: '1', text: 'a', checked: true },
    { id: '2', text: 'b', checked: false },
  ])
  expect(blocks.map(({ id }) => id)).toEqual(['3'])
})

test('blocks without ids, and with the same id, are told apart', () => {
  expect(
    changesOf([block('', 'a'), block('', 'b')], [block('', 'new'), block('', 'a'), block('', 'b')]),
  ).toEqual([['added', null, 'new']])
  expect(changesOf([block('1', 'a'), block('1', 'b')], [block('1', 'a')])).toEqual([['removed', 'b', null]])
})

test('long lists and long texts are cut and marked as such', () => {
  const many = Array.from({ length: MAX_CHANGED_BLOCKS + 5 }, (_, index) => block(`${index}`, 'word'))
  const changes = diffBlocks([], many)
  expect(changes.blocks).toHaveLength(MAX_CHANGED_BLOCKS)
  expect(changes.moreBlocks).toBe(5)
  expect(changes.words.added).toBe(MAX_CHANGED_BLOCKS + 5)
  // The limit falls in the middle of the last character.
  const [long] = diffBlocks([], [block('1', `${'a'.repeat(MAX_BLOCK_TEXT_LENGTH - 1)}😀`)]).blocks
  expect(long?.truncated).toBe(true)
  expect(long?.after).toBe('a'.repeat(MAX_BLOCK_TEXT_LENGTH - 1))
  const text = 'a'.repeat(MAX_BLOCK_TEXT_LENGTH + 1)
  const [ticked] = diffBlocks([task('1', text, false)], [task('1', text, true)]).tasks
  expect(ticked?.text).toHaveLength(MAX_BLOCK_TEXT_LENGTH)
})
