import { expect, test } from 'vitest'
import type { Thread } from '@/lib/api-types.ts'
import { goingComments, withoutComments } from './going-comments.ts'

function thread(id: string, ...comments: string[]): Thread {
  const author = { type: 'user' as const, id: 'a', name: 'Ada' }
  return {
    id,
    quote: 'The launch',
    anchor: { start: '', end: '' },
    createdAt: '2026-03-03T10:00:00.000Z',
    resolvedAt: null,
    resolvedBy: null,
    comments: comments.map((commentId) => ({
      id: commentId,
      author,
      body: 'Why?',
      createdAt: '2026-03-03T10:00:00.000Z',
      editedAt: null,
      own: true,
    })),
  }
}

const threads = [thread('t1', 'c1', 'c2'), thread('t2', 'c3')]

test('a comment that is being deleted is hidden, and a thread with the comment that began it', () => {
  const shown = (...ids: string[]) =>
    withoutComments(threads, new Set(ids)).map(({ id, comments }) => [id, ...comments.map((c) => c.id)])
  expect(shown()).toEqual([
    ['t1', 'c1', 'c2'],
    ['t2', 'c3'],
  ])
  expect(shown('c2')).toEqual([
    ['t1', 'c1'],
    ['t2', 'c3'],
  ])
  expect(shown('c1')).toEqual([['t2', 'c3']])
})

test('a listener hears of a comment that goes and of one that comes back', () => {
  const heard: string[][] = []
  const stop = goingComments.subscribe(() => heard.push([...goingComments.snapshot()]))
  goingComments.add('c1')
  goingComments.remove('c1')
  stop()
  goingComments.add('c2')
  goingComments.remove('c2')
  expect(heard).toEqual([['c1'], []])
})
