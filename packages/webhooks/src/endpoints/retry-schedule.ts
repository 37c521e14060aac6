/** Seconds before each attempt, counted from the end of the previous one: at once, 5 s, 5 min … 24 h. */
export const DEFAULT_RETRY_SCHEDULE: readonly number[] = [
  0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
]

/** The longest wait that a receiver may ask for by `Retry-After`, and that a schedule may hold, in seconds. */
export const MAX_WAIT_SECONDS = 86_400

const JITTER = 0.1

/**
 * Milliseconds until the next attempt after `attempts` of them failed, or null when the schedule has ended.
 * The jitter of ±10 % keeps a thousand deliveries that failed together from coming back together.
 *
 * @param random from 0 to 1
 */
export function retryDelay(
  schedule: readonly number[],
  attempts: number,
  random = Math.random(),
): number | null {
  const seconds = schedule[attempts]
  return seconds === undefined ? null : Math.round(seconds * 1000 * (1 + JITTER * (2 * random - 1)))
}

/**
 * What `Retry-After` says, as milliseconds from now: a number of seconds or an HTTP date, at most 24 hours. Null
 * where it says nothing usable.
 */
export function retryAfter(header: string | undefined, now: Date): number | null {
  const text = header?.trim()
  if (!text) return null
  // JavaScript reads "-5" as a date; an HTTP date begins with the name of the day.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN
  // The standard has no fractions, but some programs write "120.0" all the same.
  const wait = /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text) * 1000) : date - now.getTime()
  if (Number.isNaN(wait)) return null
  return Math.min(Math.max(wait, 0), MAX_WAIT_SECONDS * 1000)
}
