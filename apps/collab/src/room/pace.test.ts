import { Document } from '@hocuspocus/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  for (const document of documents.splice(0)) document.destroy()
  vi.useRealTimers()
})
const documents: Document[] = []

function open() {
  const document = new Document('document')
  documents.push(document)
  const done: ('settle' | 'broadcast')[] = []
  const pace = createPace({
    document,
    settle: () => void done.push('settle'),
    broadcast: () => void done.push('broadcast'),
  })
  /** So many frames a second, for half a second. */
  function frames(perSecond: number) {
    for (let at = 0; at < perSecond / 2; at++) {
      vi.advanceTimersByTime(1000 / perSecond)
      pace.count()
    }
  }
  return { document, pace, done, frames }
}

test('in a calm room everything is sent at once', () => {
  const { document, pace, done, frames } = open()
  frames(40)
  pace.broadcastSoon()
  expect(pace.isBusy).toBe(false)
  expect(document.flushDelay).toBe(false)
  expect(done).toEqual(['broadcast'])
})

test.each([
  ['in a busy room what came in within a tick is applied, and then sent', 200, 1],
  ['in a crowded one it is sent at every fourth tick', 1000, 4],
])('%s', (_name, perSecond, ticks) => {
  const { document, pace, done, frames } = open()
  frames(perSecond)
  expect(pace.isBusy).toBe(true)
  pace.broadcastSoon()
  pace.broadcastSoon()
  expect(done).toEqual([])
  const oneBroadcast = [...Array(ticks).fill('settle'), 'broadcast']
  vi.advanceTimersByTime(15)
  expect(done.splice(0)).toEqual(oneBroadcast)
  pace.broadcastSoon()
  vi.advanceTimersByTime(15)
  expect(done).toEqual(oneBroadcast)
  // Hocuspocus sends nothing before.
  expect(document.flushDelay).toBeGreaterThan(0)
})

test('what gathered in a room that becomes calm is sent', () => {
  const { pace, done, frames } = open()
  frames(1000)
  frames(40)
  expect(pace.isBusy).toBe(false)
  expect(done).toEqual(['broadcast'])
})

test('nothing is applied or sent for a document that has ended', () => {
  const { document, pace, done, frames } = open()
  frames(200)
  pace.broadcastSoon()
  document.destroy()
  vi.advanceTimersByTime(15)
  frames(40)
  pace.broadcastSoon()
  expect(done).toEqual([])
})
