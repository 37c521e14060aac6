import { retryAfter, retryDelay } from '../endpoints/retry-schedule.ts'
import type { Exchange } from './webhook-client.ts'

/** What an attempt leads to. */
export interface Outcome {
  status: 'succeeded' | 'failed' | 'pending' | 'cancelled'
  /** ms until the next attempt, where there is one. */
  retryInMs: number | null
  /** ms during which the endpoint is sent nothing, because it said that it is overloaded. */
  throttleMs: number | null
  /** The endpoint said that it is gone for good (410). */
  gone: boolean
  /** Whether a request was sent, answered or not. One that was never sent says nothing about the receiver. */
  sent: boolean
  error: string | null
}

const OVERLOADED = [429, 502, 504]
/**
 * Says that the whole service is away, but throttles only with `Retry-After`: many receivers send it because of a
 * single request.
 */
const UNAVAILABLE = 503
/** ms of rest for an overloaded endpoint that does not say how long. */
const DEFAULT_THROTTLE_MS = 5_000

/**
 * Decides by the answer, the number of attempts including this one, and the endpoint's schedule. A success is 200–299;
 * a redirect is a failure.
 *
 * @param elsewhere whether a function sent it to a URL other than the endpoint's. A 410 is then about that URL alone:
 *   it may stand for one document, which was deleted.
 */
export function attemptOutcome(
  exchange: Exchange,
  attempts: number,
  schedule: readonly number[],
  now: Date,
  elsewhere = false,
): Outcome {
  const status = exchange.response?.status
  if (status !== undefined && status >= 200 && status < 300)
    return { status: 'succeeded', retryInMs: null, throttleMs: null, gone: false, sent: true, error: null }
  const error = exchange.error ?? sentenceFor(status, elsewhere)
  if (status === 410)
    return { status: 'failed', retryInMs: null, throttleMs: null, gone: !elsewhere, sent: true, error }
  const headers = exchange.response?.headers
  const requestedMs = retryAfter(single(headers?.['retry-after']), answeredAt(headers?.date) ?? now)
  const delay = retryDelay(schedule, attempts)
  const overloaded =
    status !== undefined && (OVERLOADED.includes(status) || (status === UNAVAILABLE && requestedMs !== null))
  return {
    status: delay === null ? 'failed' : 'pending',
    // Never sooner than asked.
    retryInMs: delay === null ? null : Math.max(delay, requestedMs ?? 0),
    throttleMs: overloaded ? (requestedMs ?? DEFAULT_THROTTLE_MS) : null,
    gone: false,
    sent: true,
    error,
  }
}

/** A request that could not be made; the admin may mend what was wrong before the next attempt. */
export function notSent(error: string, attempts: number, schedule: readonly number[]): Outcome {
  const retryInMs = retryDelay(schedule, attempts)
  const status = retryInMs === null ? 'failed' : 'pending'
  return { status, retryInMs, throttleMs: null, gone: false, sent: false, error }
}

/** A request that the endpoint's transformation does not want to be made. */
export function notWanted(reason: string): Outcome {
  return {
    status: 'cancelled',
    retryInMs: null,
    throttleMs: null,
    gone: false,
    sent: false,
    error: reason,
  }
}

function sentenceFor(status: number | undefined, elsewhere: boolean): string {
  if (status !== undefined && status >= 300 && status < 400)
    return `Answered with the redirect ${status}. Redirects are not followed: enter the final URL.`
  if (status === 410)
    return `Answered 410: ${elsewhere ? 'what the function sends to' : 'the receiver'} is gone for good.`
  return `Answered ${status}.`
}

/** When the receiver answered, by its own clock: a date in `Retry-After` is by the same clock. */
function answeredAt(date: string | string[] | undefined): Date | null {
  const ms = Date.parse(single(date) ?? '')
  return Number.isNaN(ms) ? null : new Date(ms)
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
