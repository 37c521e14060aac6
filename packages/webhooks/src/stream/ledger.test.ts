import { encodeEventCursor } from '@quillwire/core/events/event-cursor'
import type { ListedEvent } from '@quillwire/core/events/list-events'
import { expect, test } from 'vitest'
import { createLedger } from './ledger.ts'

const cursorOf = (number: number) =>
  encodeEventCursor({ generation: 1, transactionId: '900', sequence: BigInt(number) })

function item(number: number): ListedEvent {
  const event = { id: `evt_${number}`, type: 'member.invited', timestamp: '2026-11-21T10:00:00.000Z' }
  // The cast: a ledger looks at nothing else of an event.
  return { cursor: cursorOf(number), event: event as ListedEvent['event'] }
}

function filled(window: number, count: number) {
  const ledger = createLedger(window)
  for (let number = 1; number <= count; number++) ledger.sent(item(number))
  return ledger
}

test('an acknowledgement takes everything before it along, once', () => {
  const ledger = filled(10, 5)
  expect(ledger.acknowledge(cursorOf(3)).map(({ eventId }) => eventId)).toEqual(['evt_1', 'evt_2', 'evt_3'])
  expect(ledger.acknowledge(cursorOf(3))).toEqual([])
  expect(ledger.acknowledge(cursorOf(2))).toEqual([])
  expect(ledger.size).toBe(2)
  expect(ledger.oldest?.eventId).toBe('evt_4')
})

test('positions are compared as numbers: 10 comes after 9', () => {
  const ledger = filled(20, 10)
  expect(ledger.acknowledge(cursorOf(9))).toHaveLength(9)
  expect(ledger.size).toBe(1)
})

test('what was not sent cannot be acknowledged', () => {
  expect(() => filled(10, 1).acknowledge(cursorOf(2))).toThrow(expect.objectContaining({ code: 'ack_ahead' }))
  expect(() => filled(10, 1).acknowledge('nonsense')).toThrow(
    expect.objectContaining({ code: 'cursor_invalid', field: 'ack' }),
  )
})

test('a full window has room again after an acknowledgement, and when it is closed', async () => {
  const ledger = filled(2, 2)
  let waits = true
  const room = ledger.room().then(() => {
    waits = false
  })
  await Promise.resolve()
  expect(waits).toBe(true)
  ledger.acknowledge(cursorOf(1))
  await room
  ledger.sent(item(3))
  const closed = ledger.room()
  ledger.close()
  await closed
  expect(ledger.acknowledge(cursorOf(3))).toHaveLength(2)
})
