import { expect, test } from 'vitest'
import { attemptOutcome } from './attempt-outcome.ts'

const answered = (headers: Record<string, string>) =>
  attemptOutcome(
    { response: { status: 503, headers, body: '' }, error: null, durationMs: 5, remoteAddress: null },
    1,
    [0, 5, 5],
    new Date('2026-11-20T12:00:00Z'),
  ).retryInMs

test('a wait until a time is counted by the receiver’s own clock where it tells it, however far off ours is', () => {
  const inTwoMinutes = {
    date: 'Thu, 19 Nov 2026 09:30:00 GMT',
    'retry-after': 'Thu, 19 Nov 2026 09:32:00 GMT',
  }
  expect(answered(inTwoMinutes)).toBe(120_000)
  expect(answered({ 'retry-after': 'Fri, 20 Nov 2026 12:01:00 GMT' })).toBe(60_000)
  expect(answered({ date: 'yesterday', 'retry-after': 'Fri, 20 Nov 2026 12:01:00 GMT' })).toBe(60_000)
})
