import { expect, it } from 'vitest'
import { fullTime, shortTime } from './time.ts'

it('names the time zone of a moment', () => {
  expect(fullTime('2026-11-20T22:30:00.000Z')).toMatch(/^Nov 2\d, 2026, \d+:\d0:00\s[AP]M\s\S+$/)
})

it('leaves out the day or year of a moment within a sentence if it is the present one', () => {
  const now = new Date(2026, 10, 20, 9).getTime()
  const at = (...moment: [number, number, number, number]) =>
    shortTime(new Date(...moment).toISOString(), now)
  expect(at(2026, 10, 20, 23)).toMatch(/^11:00\s[AP]M$/)
  expect(at(2026, 10, 19, 23)).toMatch(/^Nov 19, 11:00\sPM$/)
  expect(at(2025, 10, 20, 23)).toMatch(/^Nov 20, 2025, 11:00\sPM$/)
})
