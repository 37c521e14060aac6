import { expect, test } from 'vitest'
import { changesOf, textChange } from './change.ts'

const block = { id: 'b7d0f1c2', type: 'paragraph', truncated: false }

test('blocks that came, changed and went', () => {
  const { changes } = changesOf({
    blocks: [
      { ...block, change: 'added', before: null, after: 'New' },
      { ...block, change: 'changed', before: 'Old\ntext', after: 'New text' },
      { ...block, change: 'removed', before: 'Gone', after: null },
      { ...block, change: 'changed', type: 'taskItem', before: 'Told', after: '' },
    ],
    moreBlocks: 0,
  })
  expect(changes).toEqual([
    { label: 'Added', before: null, after: 'New' },
    { label: 'Changed', before: 'Old text', after: 'New text' },
    { label: 'Removed', before: 'Gone', after: null },
    { label: 'Changed', before: 'Told', after: '(task item)' },
  ])
})

test('ten are shown, the rest is counted', () => {
  const blocks = Array.from({ length: 50 }, () => ({
    ...block,
    change: 'added' as const,
    before: null,
    after: 'x',
  }))
  const { changes, moreChanges } = changesOf({ blocks, moreBlocks: 7 })
  expect([changes.length, moreChanges]).toEqual([10, 47])
})

test('of what came or went the beginning is shown', () => {
  const long = 'word '.repeat(100)
  const { changes } = changesOf({
    blocks: [
      { ...block, change: 'added', before: null, after: long },
      { ...block, change: 'removed', before: long, after: null },
    ],
    moreBlocks: 0,
  })
  const shown = `${'word '.repeat(31)}word…`
  expect(changes).toMatchObject([{ after: shown }, { before: shown }])
})

test('of long texts the part that differs is shown', () => {
  const beginning = 'The same words come first and say nothing new, as they did the last time, '.repeat(4)
  const { before, after } = textChange(`${beginning}in March.`, `${beginning}in April.`)
  expect(before).toBe('…as they did the last time, in March.')
  expect(after).toBe('…as they did the last time, in April.')
})

test('no character is torn where the text is cut', () => {
  const families = '👩‍👩‍👧‍👦'.repeat(60)
  const { before, after } = textChange(`${families}a`, `${families}b`)
  for (const text of [before ?? '', after ?? '']) {
    expect(text.length).toBeLessThanOrEqual(160)
    expect(text).toMatch(/^…(👩‍👩‍👧‍👦)+[ab]$/u)
  }
})

test('a paragraph that became a heading reads the same and is shown once', () => {
  expect(textChange('Plan', 'Plan')).toEqual({ label: 'Changed', before: null, after: 'Plan' })
})
