import { expect, test } from 'vitest'
import { DEFAULT_RETRY_SCHEDULE, retryAfter, retryDelay } from './retry-schedule.ts'

test('each failure waits for the next step, within ten per cent', () => {
  expect(retryDelay(DEFAULT_RETRY_SCHEDULE, 1, 0)).toBe(4500)
  expect(retryDelay(DEFAULT_RETRY_SCHEDULE, 1, 1)).toBe(5500)
  expect(retryDelay(DEFAULT_RETRY_SCHEDULE, 2, 0.5)).toBe(300_000)
  expect(retryDelay(DEFAULT_RETRY_SCHEDULE, 9, 0.5)).toBe(86_400_000)
  expect(retryDelay(DEFAULT_RETRY_SCHEDULE, 10)).toBeNull()
})

test('by default a delivery is tried ten times in some three days', () => {
  const [minute, hour] = [60, 3600]
  expect(DEFAULT_RETRY_SCHEDULE).toEqual([
    0,
    5,
    ...[5, 30].map((minutes) => minutes * minute),
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * hour),
  ])
})

test('a receiver may ask to wait, in seconds or until a time, for a day at most', () => {
  const now = new Date('2026-11-20T12:00:00Z')
  expect(retryAfter('120', now)).toBe(120_000)
  // As written by programs that count in fractions.
  expect(retryAfter('120.0', now)).toBe(120_000)
  expect(retryAfter('0.25', now)).toBe(250)
  expect(retryAfter('Fri, 20 Nov 2026 12:01:00 GMT', now)).toBe(60_000)
  expect(retryAfter('Fri, 20 Nov 2026 11:00:00 GMT', now)).toBe(0)
  expect(retryAfter('9999999', now)).toBe(86_400_000)
  for (const nothing of [undefined, '', 'soon', '-5', '1.', '.5', '1e3'])
    expect(retryAfter(nothing, now)).toBeNull()
})
