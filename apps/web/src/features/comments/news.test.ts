import { expect, test } from 'vitest'
import type { Thread } from '@/lib/api-types.ts'
import { newsIn } from './news.ts'

const at = '2026-03-03T10:00:00.000Z'

function thread(...comments: { id: string; name: string; body: string; own?: boolean }[]): Thread {
  return {
    id: 'thread',
    quote: 'The launch',
    anchor: { start: '', end: '' },
    createdAt: at,
    resolvedAt: null,
    resolvedBy: null,
    comments: comments.map(({ id, name, body, own = false }) => ({
      id,
      author: { type: 'user', id: name, name },
      body,
      createdAt: at,
      editedAt: null,
      own,
    })),
  }
}

const first = { id: '1', name: 'Ada', body: 'Why?' }
const own = { id: '2', name: 'Jonas', body: 'So.', own: true }

test('what others comment is said once, and neither what was there before nor what one writes oneself', () => {
  const threads = [thread(first, own), thread({ id: '3', name: 'Mira', body: 'x'.repeat(1000) })]
  expect(newsIn(threads, null)).toBe('')
  expect(newsIn(threads, new Set())).toBe(`Ada commented: Why? Mira commented: ${'x'.repeat(200)}`)
  expect(newsIn(threads, new Set(['1', '3']))).toBe('')
})
