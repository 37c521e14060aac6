import { expect, it } from 'vitest'
import { lateSince, waitingFor } from './waiting-for.ts'

const now = Date.parse('2026-11-28T02:10:00Z')
const active = {
  status: 'active',
  probeAt: null,
  throttledUntil: null,
  failingSince: null,
  ordered: false,
  rateLimit: null,
} as const
const past = '2026-11-28T02:09:03.000Z'
const soon = '2026-11-28T02:12:00.000Z'
const later = '2026-11-28T02:15:59.000Z'

it.each([
  ['its own next attempt', active, soon, 'Next attempt', soon],
  ['its turn, where the moment has passed', active, past, 'Next attempt as soon as it is its turn.', null],
  [
    'a held endpoint, whose next try is later',
    { ...active, probeAt: later },
    past,
    'Waits until the endpoint answers again. Next try',
    later,
  ],
  [
    'a held endpoint that is being tried',
    { ...active, probeAt: past },
    past,
    'Waits until the endpoint answers again. It is being tried now.',
    null,
  ],
  ['its own attempt, where the hold ends sooner', { ...active, probeAt: soon }, later, 'Next attempt', later],
  [
    'an endpoint that asked for a pause',
    { ...active, throttledUntil: later },
    past,
    'Waits because the endpoint asked for a pause. Next attempt',
    later,
  ],
  [
    'its turn, for too long',
    active,
    '2026-11-28T02:08:00.000Z',
    'Late: many others are ahead of it, or no worker is running. It was due',
    '2026-11-28T02:08:00.000Z',
  ],
  [
    'its turn, where order is asked for',
    { ...active, ordered: true },
    '2026-11-28T02:08:00.000Z',
    'Next attempt as soon as it is its turn.',
    null,
  ],
  ['its turn after a pause', { ...active, throttledUntil: past }, soon, 'Next attempt', soon],
  ['a paused endpoint', { ...active, status: 'paused' }, past, 'Waits until the endpoint is resumed.', null],
  ['a disabled one', { ...active, status: 'disabled' }, soon, 'Waits until the endpoint is enabled.', null],
] as const)('a delivery waits for %s', (_what, endpoint, nextAttemptAt, text, at) => {
  expect(waitingFor(nextAttemptAt, endpoint, now)).toEqual({ text, at })
})

it('deliveries are late when the first was due a minute ago and nothing holds their endpoint', () => {
  const pending = (nextAttemptAt: string) => ({ status: 'pending', nextAttemptAt }) as const
  const old = '2026-11-28T02:08:00.000Z'
  expect(lateSince([pending(past), pending(old)], active, now)).toBe(old)
  expect(lateSince([pending(past), pending(soon)], active, now)).toBeNull()
  expect(lateSince([{ status: 'succeeded', nextAttemptAt: old }], active, now)).toBeNull()
  expect(lateSince([pending(old)], { ...active, status: 'paused' }, now)).toBeNull()
  expect(lateSince([pending(old)], { ...active, probeAt: later }, now)).toBeNull()
  expect(lateSince([pending(old)], { ...active, throttledUntil: past }, now)).toBeNull()
  // Behind a delivery that is retried, or with a rate limit, waiting this long is normal.
  for (const known of [{ ordered: true }, { rateLimit: 60 }, { failingSince: old }])
    expect(lateSince([pending(old)], { ...active, ...known }, now)).toBeNull()
})
