import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { List, Thread } from '../../lib/api-types.ts'
import { keyOf, readThreads, refreshThreads } from './refresh-threads.ts'

const PATH = '/api/v1/documents/d/threads'

/** What the server has, and what it was asked for. */
let threads: Thread[]
let asked: string[]
/** Answers that are under way until they are let go, each with what the server had when it was asked. */
let held: (() => void)[] | null
let client: QueryClient

function thread(id: string, body = 'Why?'): Thread {
  const at = '2026-03-03T10:00:00.000Z'
  const author = { type: 'user' as const, id: 'a', name: 'Ada' }
  return {
    id,
    quote: 'The launch',
    anchor: { start: '', end: '' },
    createdAt: at,
    resolvedAt: null,
    resolvedBy: null,
    comments: [{ id: `of ${id}`, author, body, createdAt: at, editedAt: null, own: true }],
  }
}

function answerTo(path: string): Response {
  if (path === PATH) return Response.json({ items: threads, nextCursor: null })
  const found = threads.find(({ id }) => path === `${PATH}/${id}`)
  return found ? Response.json(found) : Response.json({ code: 'thread_not_found' }, { status: 404 })
}

beforeEach(async () => {
  threads = [thread('one'), thread('two')]
  asked = []
  held = null
  vi.stubGlobal('sessionStorage', { getItem: () => null, removeItem() {} })
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    const answer = answerTo(path)
    await new Promise<void>((go) => (held ? held.push(go) : go()))
    return answer
  })
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  new QueryObserver(client, { queryKey: keyOf('d'), queryFn: () => readThreads('d') }).subscribe(() => {})
  await vi.waitFor(() => expect(said()).toEqual(['one: Why?', 'two: Why?']))
  asked = []
})

afterEach(() => {
  client.clear()
  vi.unstubAllGlobals()
})

const said = () =>
  client
    .getQueryData<List<Thread>>(keyOf('d'))
    ?.items.map(({ id, comments }) => `${id}: ${comments[0]?.body}`)

test('a page that is told of a comment reads its thread, and not all the others again', async () => {
  threads = [thread('one', 'Because'), threads[1] as Thread, thread('three')]
  await refreshThreads(client, 'd', 'one')
  await refreshThreads(client, 'd', 'three')
  expect(said()).toEqual(['one: Because', 'two: Why?', 'three: Why?'])
  threads.shift()
  await refreshThreads(client, 'd', 'one')
  expect(said()).toEqual(['two: Why?', 'three: Why?'])
  expect(asked).toEqual([`${PATH}/one`, `${PATH}/three`, `${PATH}/one`])
})

test('where it is not known which thread changed, all are read', async () => {
  threads = [thread('two', 'Why not?')]
  await refreshThreads(client, 'd')
  expect(said()).toEqual(['two: Why not?'])
  expect(asked).toEqual([PATH])
})

test('an answer that is older than another one is not shown', async () => {
  held = []
  threads = [thread('one', 'Old'), thread('two')]
  const first = refreshThreads(client, 'd', 'one')
  threads = [thread('one', 'New'), thread('two')]
  const second = refreshThreads(client, 'd', 'one')
  await vi.waitFor(() => expect(held).toHaveLength(2))
  const [early, late] = held
  held = null
  late?.()
  await second
  early?.()
  await first
  expect(said()).toEqual(['one: New', 'two: Why?'])
})

test('an answer about one thread does not undo what was read of all threads later', async () => {
  held = []
  threads = [thread('one', 'Old'), thread('two')]
  const first = refreshThreads(client, 'd', 'one')
  await vi.waitFor(() => expect(held).toHaveLength(1))
  const [early] = held
  held = null
  threads = [thread('one', 'New'), thread('two')]
  await refreshThreads(client, 'd')
  early?.()
  await first
  expect(said()).toEqual(['one: New', 'two: Why?'])
})

test('while all are being read, one is not read alone: what is on its way may be older', async () => {
  held = []
  const all = refreshThreads(client, 'd')
  await vi.waitFor(() => expect(held).toHaveLength(1))
  const [early] = held
  held = null
  threads = [thread('one', 'New'), thread('two')]
  await refreshThreads(client, 'd', 'one')
  early?.()
  await all
  expect(said()).toEqual(['one: New', 'two: Why?'])
})

test('where a thread could not be read, all are', async () => {
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    if (path !== PATH) throw new TypeError('no network')
    return Response.json({ items: [thread('two', 'New')], nextCursor: null })
  })
  await refreshThreads(client, 'd', 'two')
  expect(said()).toEqual(['two: New'])
})
