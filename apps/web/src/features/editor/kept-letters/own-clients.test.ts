import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { ownClients } from './own-clients.ts'

/** What the tab remembers. */
let remembered: Map<string, string>

beforeEach(() => {
  remembered = new Map()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => remembered.get(key) ?? null,
    setItem: (key: string, value: string) => remembered.set(key, value),
  })
})

afterEach(() => vi.unstubAllGlobals())

/** Opens the document in a tab, and gives the clients whose letters that tab keeps. */
function open() {
  const ydoc = new Y.Doc()
  return { id: ydoc.clientID, ...ownClients('document', ydoc) }
}

test('a reload keeps what was written before it', async () => {
  const first = open()
  first.release()
  const second = open()
  await expect.poll(() => second.clients).toEqual(new Set([first.id, second.id]))
  second.release()
})

test('a duplicated tab leaves the letters of the first one to that until it is closed', async () => {
  const before = open()
  before.release()
  const first = open()
  await expect.poll(() => first.clients.has(before.id)).toBe(true)
  const copy = open()
  // By now the browser has answered the requests before.
  await navigator.locks.request('afterwards', () => {})
  await navigator.locks.query()
  expect(copy.clients).toEqual(new Set([copy.id]))
  first.release()
  await expect.poll(() => copy.clients).toEqual(new Set([before.id, first.id, copy.id]))
  copy.release()
})

test('where the browser has no locks, a reload keeps what was written before it', () => {
  vi.stubGlobal('navigator', {})
  const first = open()
  expect(open().clients).toContain(first.id)
})
