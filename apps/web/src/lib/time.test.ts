import { expect, it } from 'vitest'
import { fullTime } from './time.ts'

it('names the time zone of a moment', () => {
  expect(fullTime('2026-11-20T22:30:00.000Z')).toMatch(/^Nov 2\d, 2026, \d+:\d0:00\s[AP]M\s\S+$/)
})
