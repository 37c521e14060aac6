import { expect, test } from 'vitest'
import type { Thread } from '@/lib/api-types.ts'
import { newsIn } from './news.ts'

const at = '2026-03-03T10:00:00.000Z'

function thread(
  ...comments: { id: string; name: string; body: string; own?: boolean; visitor?: boolean }[]
): Thread {
  return {
    id: 'thread',
    quote: 'The launch',
    anchor: { start: '', end: '' },
    createdAt: at,
    resolvedAt: null,
    resolvedBy: null,
    comments: comments.map(({ id, name, body, own = false, visitor = false }) => ({
      id,
      author: visitor ? { type: 'guest', id: null, name } : { type: 'user', id: name, name },
      body,
      createdAt: at,
      editedAt: null,
      own,
    })),
  }
}

const first = { id: '1', name: 'Ada', body: 'Why?' }
const jonas = { id: 'Jonas', name: 'Jonas' }
const own = { id: '2', name: 'Jonas', body: 'So.', own: true }

test('what others comment is said once, but neither what was there before nor what one writes oneself', () => {
  const threads = [thread(first, own), thread({ id: '3', name: 'Mira', body: 'x'.repeat(1000) })]
  expect(newsIn(threads, jonas, null)).toBe('')
  expect(newsIn(threads, jonas, new Set())).toBe(`Ada commented: Why? Mira commented: ${'x'.repeat(200)}`)
  expect(newsIn(threads, jonas, new Set(['1', '3']))).toBe('')
})

test('a visitor without an account is not told what they wrote themselves', () => {
  const threads = [
    thread({ id: '1', name: 'Guest Plover', body: 'Mine', visitor: true }),
    thread({ id: '2', name: 'Guest Heron', body: 'Theirs', visitor: true }),
  ]
  expect(newsIn(threads, { id: null, name: 'Guest Plover' }, new Set())).toBe('Guest Heron commented: Theirs')
})
