import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../../../lib/api.ts'
import { createEntry } from './entry.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A page whose tickets come, or fail, as `answers` say. */
function open(answers: (Error | 'ticket')[], isOpen = true) {
  const seen: string[] = []
  const entry = createEntry({
    isOpen: () => isOpen,
    open: () => seen.push('open'),
    async sendToken() {
      const answer = answers.shift() ?? 'ticket'
      if (answer === 'ticket') entry.gotTicket()
      else entry.ticketFailed(answer)
      seen.push(answer === 'ticket' ? 'token' : 'no ticket')
    },
    startSync: () => seen.push('sync'),
    onUnreached: () => seen.push('unreached'),
    onFull: (code) => seen.push(`full: ${code}`),
    onRefused: (code) => seen.push(`refused: ${code}`),
  })
  return { entry, seen }
}

const status = (code: number) => new ApiError(code, `http_${code}`, 'Something went wrong.')

test('a ticket that cannot be renewed at once puts nobody out, and is asked for again after pauses', async () => {
  const { entry, seen } = open([status(502), status(503), new TypeError('Failed to fetch')])
  entry.admitted()
  await entry.connect()
  expect(seen).toEqual(['no ticket'])
  await vi.advanceTimersByTimeAsync(1000)
  expect(seen).toEqual(['no ticket', 'no ticket'])
  await vi.advanceTimersByTimeAsync(1999)
  expect(seen).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(1 + 4000)
  expect(seen).toEqual(['no ticket', 'no ticket', 'no ticket', 'token'])
  // And that is all: the document was in sync and stays so.
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toHaveLength(4)
})

test.each([0, 429, 500, 502, 503, 504])('an answer with status %i is no refusal', async (code) => {
  const { entry, seen } = open([status(code)])
  await entry.connect()
  expect(seen).toEqual(['unreached', 'no ticket'])
  await vi.advanceTimersByTimeAsync(1000)
  expect(seen).toEqual(['unreached', 'no ticket', 'token'])
})

test.each([401, 403, 404])('an answer with status %i is a refusal', async (code) => {
  const { entry, seen } = open([status(code)])
  entry.admitted()
  await entry.connect()
  expect(seen).toEqual([`refused: http_${code}`, 'no ticket'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toHaveLength(2)
})

test('a page that is refused for the moment starts the sync anew, once', async () => {
  const { entry, seen } = open([status(502)])
  entry.admitted()
  entry.refused('ticket_expired')
  await vi.advanceTimersByTimeAsync(1000)
  expect(seen).toEqual(['unreached', 'unreached', 'no ticket', 'sync'])
  await vi.advanceTimersByTimeAsync(2000)
  // The server keeps what it was sent until the ticket comes.
  expect(seen.slice(4)).toEqual(['token'])
  entry.admitted()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toHaveLength(5)
})

test('a page that is refused for good is told the reason and tries no more', async () => {
  const { entry, seen } = open([])
  entry.refused('document_not_found')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toEqual(['refused: document_not_found'])
})

test('a page that finds no place is told so, and tries again until there is one', async () => {
  const { entry, seen } = open([])
  entry.refused('too_many_connections_to_document')
  await vi.advanceTimersByTimeAsync(1000)
  expect(seen).toEqual(['full: too_many_connections_to_document', 'token', 'sync'])
  entry.refused('too_many_connections_to_document')
  await vi.advanceTimersByTimeAsync(2000)
  expect(seen.slice(3)).toEqual(['full: too_many_connections_to_document', 'token', 'sync'])
  entry.admitted()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toHaveLength(6)
})

test('a lost socket is opened again, and does the rest by itself', async () => {
  const { entry, seen } = open([], false)
  entry.refused('unavailable')
  entry.lost()
  await vi.advanceTimersByTimeAsync(1000)
  expect(seen).toEqual(['unreached', 'open'])
})

test('a page that was left does nothing any more', async () => {
  const { entry, seen } = open([])
  entry.refused('unavailable')
  entry.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(seen).toEqual(['unreached'])
})
