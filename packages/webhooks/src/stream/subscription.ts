/** What a consumer asks for, checked. The same for the socket and for server-sent events. */

import { invalid } from '@quillwire/core/errors'
import { decodeEventCursor } from '@quillwire/core/events/event-cursor'
import { checkFilters, type EventFilters } from '@quillwire/core/events/event-filters'
import { checkEventPatterns } from '@quillwire/core/events/event-patterns'
import { isRecord } from '../is-record.ts'

export interface Subscription {
  /** A cursor, or `oldest` or `latest`; where it is missing, the consumer's own cursor or the oldest kept event. */
  after: string | undefined
  /** Types and patterns, as endpoints have them. */
  types: string[]
  filters: Required<EventFilters>
  /** The name under which the server keeps what was acknowledged. */
  consumer: string | undefined
  /** Whether the consumer says what it has dealt with. If not, what its connection took counts. */
  acknowledge: boolean
  /** Events that may be sent and not acknowledged. */
  window: number
}

const WINDOW = { min: 1, usual: 100, max: 1000 }
const MAX_NAME_LENGTH = 100
const FIELDS = ['after', 'types', 'filters', 'consumer', 'acknowledge', 'window']

/** @throws `invalid` with the field at fault. */
export function checkSubscription(given: unknown): Subscription {
  if (!isRecord(given))
    throw invalid('subscription_invalid', 'Send {"subscribe":{"types":["*"]}}.', { field: 'subscribe' })
  const unknown = Object.keys(given).find((name) => !FIELDS.includes(name))
  if (unknown !== undefined)
    throw invalid(
      'subscription_invalid',
      `A subscription has no “${unknown.slice(0, 60)}”. It has ${FIELDS.join(', ')}.`,
      { field: unknown.slice(0, 60) },
    )
  const { after, types, filters, consumer, acknowledge, window } = given
  return {
    after: checkAfter(after ?? undefined),
    types: checkTypes(types ?? ['*']),
    filters: checkFilters(filters ?? {}),
    consumer: checkConsumer(consumer ?? undefined),
    acknowledge: checkAcknowledge(acknowledge ?? true),
    window: checkWindow(window ?? WINDOW.usual),
  }
}

function checkAfter(after: unknown): string | undefined {
  if (after === undefined || after === 'oldest' || after === 'latest') return after
  if (typeof after !== 'string')
    throw invalid('cursor_invalid', 'A cursor is a string, or “oldest” or “latest”.', { field: 'after' })
  decodeEventCursor(after)
  return after
}

function checkTypes(types: unknown): string[] {
  const fits = Array.isArray(types) && types.length > 0 && types.every((type) => typeof type === 'string')
  if (fits) return checkEventPatterns(types, 'types')
  throw invalid('event_types_invalid', 'Types are a list: ["document.saved","comment.*"].', {
    field: 'types',
  })
}

function checkConsumer(name: unknown): string | undefined {
  if (name === undefined) return undefined
  const trimmed = typeof name === 'string' ? name.trim() : ''
  if (trimmed.length >= 1 && trimmed.length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(trimmed)) return trimmed
  throw invalid('consumer_invalid', `A consumer's name is a string of 1 to ${MAX_NAME_LENGTH} characters.`, {
    field: 'consumer',
  })
}

function checkAcknowledge(acknowledge: unknown): boolean {
  if (typeof acknowledge === 'boolean') return acknowledge
  throw invalid('acknowledge_invalid', '“acknowledge” is true or false.', { field: 'acknowledge' })
}

function checkWindow(window: unknown): number {
  const fits = typeof window === 'number' && Number.isInteger(window)
  if (fits && window >= WINDOW.min && window <= WINDOW.max) return window
  throw invalid('window_out_of_range', `The window is a whole number from ${WINDOW.min} to ${WINDOW.max}.`, {
    field: 'window',
  })
}
