import { describe, expect, it } from 'vitest'
import { inWords, parseDuration, parseDurations, writeDurations } from './durations.ts'

describe('durations', () => {
  it.each([
    ['0', 0],
    ['90', 90],
    ['30s', 30],
    ['5 m', 300],
    ['2H', 7200],
    ['1d', 86_400],
  ])('reads %s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
  })

  it.each(['', '-5', '1.5h', '5 minutes', 'soon'])('refuses “%s”', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })

  it('reads the lists that it writes', () => {
    const schedule = [0, 5, 300, 90, 7200, 86_400]
    expect(writeDurations(schedule)).toBe('0, 5s, 5m, 90s, 2h, 1d')
    expect(parseDurations(writeDurations(schedule))).toEqual(schedule)
    expect(parseDurations('0, soon')).toBeUndefined()
    expect(parseDurations(' ')).toBeUndefined()
  })

  it('says the two largest parts in words', () => {
    expect(inWords(0)).toBe('0 seconds')
    expect(inWords(61)).toBe('1 minute 1 second')
    expect(inWords(2 * 86_400 + 3600 + 59)).toBe('2 days 1 hour')
  })
})
