/** What a consumer was sent and has not acknowledged, in order. When the window is full, nothing more is sent. */

import { invalid } from '@quillwire/core/errors'
import { decodeEventCursor } from '@quillwire/core/events/event-cursor'
import { BEGINNING, type EventPosition, isBefore } from '@quillwire/core/events/event-position'
import type { ListedEvent } from '@quillwire/core/events/list-events'

export interface Sent {
  cursor: string
  position: EventPosition
  eventId: string
  eventType: string
  /** When the event happened, in ms. */
  happenedAt: number
  sentAt: Date
  /** The same moment, in ms, by a clock that nobody sets: the age of the event is measured by this. */
  sentAtUptime: number
}

export interface Ledger {
  readonly size: number
  readonly oldest: Sent | undefined
  sent(item: ListedEvent): Sent
  /**
   * Takes out everything up to the cursor; nothing where it was acknowledged before.
   * @throws `cursor_invalid`, and `ack_ahead` where it was not sent yet.
   */
  acknowledge(cursor: string): Sent[]
  /** Takes out what was sent more than `ago` ms ago. */
  sentBefore(ago: number): Sent[]
  /** Resolves when the window has room, or the ledger is closed. */
  room(): Promise<void>
  /** Releases whoever waits for room. What is in the ledger can still be acknowledged. */
  close(): void
}

export function createLedger(window: number): Ledger {
  let waiting: Sent[] = []
  let newest = BEGINNING
  let closed = false
  let notify = () => {}

  function take(count: number): Sent[] {
    const taken = waiting.slice(0, count)
    waiting = waiting.slice(count)
    if (count > 0) notify()
    return taken
  }

  return {
    get size() {
      return waiting.length
    },
    get oldest() {
      return waiting[0]
    },
    sent({ cursor, event }) {
      newest = decodeEventCursor(cursor)
      const sent = {
        cursor,
        position: newest,
        eventId: event.id,
        eventType: event.type,
        happenedAt: Date.parse(event.timestamp),
        sentAt: new Date(),
        sentAtUptime: performance.now(),
      }
      waiting.push(sent)
      return sent
    },
    acknowledge(cursor) {
      const position = decodeEventCursor(cursor, notAcknowledged)
      if (isBefore(newest, position))
        throw invalid('ack_ahead', 'Only events that were sent on this connection can be acknowledged.', {
          field: 'ack',
        })
      const first = waiting.findIndex((sent) => isBefore(position, sent.position))
      return take(first < 0 ? waiting.length : first)
    },
    sentBefore(ago) {
      const moment = performance.now() - ago
      const first = waiting.findIndex(({ sentAtUptime }) => sentAtUptime >= moment)
      return take(first < 0 ? waiting.length : first)
    },
    async room() {
      while (waiting.length >= window && !closed)
        await new Promise<void>((done) => {
          notify = done
        })
    },
    close() {
      closed = true
      notify()
    },
  }
}

const notAcknowledged = () =>
  invalid('cursor_invalid', 'This cursor is not one of ours. Send the one that came with the event.', {
    field: 'ack',
  })
