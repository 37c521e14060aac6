import { expect, test } from 'vitest'
import { missedSince } from './missed-since.ts'

const failingSince = '2026-11-10T08:00:00.000Z'
const disabledAt = '2026-11-15T09:00:00.000Z'

test.each([
  ['it failed for days before it was disabled', { failingSince, disabledAt }, failingSince],
  ['its owner left', { failingSince: null, disabledAt }, disabledAt],
  [
    'what was under way failed after its owner left',
    { failingSince: disabledAt, disabledAt: failingSince },
    failingSince,
  ],
])('%s: the earlier moment counts', (_, endpoint, moment) => {
  expect(missedSince(endpoint)).toBe(moment)
})
