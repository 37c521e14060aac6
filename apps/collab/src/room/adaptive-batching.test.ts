import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Batching, createLoadMeter, createTicker } from './adaptive-batching.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** So many frames a second, for half a second. */
function frames(meter: { count(): void }, perSecond: number) {
  for (let at = 0; at < perSecond / 2; at++) {
    vi.advanceTimersByTime(1000 / perSecond)
    meter.count()
  }
}

test('nothing waits while few write, and more waits the more they are', () => {
  const levels: Batching[] = []
  const meter = createLoadMeter((batching) => levels.push(batching))
  frames(meter, 40)
  expect(levels).toEqual([])
  frames(meter, 200)
  frames(meter, 1000)
  const [busy, crowded] = levels
  expect(busy?.tickMs).toBeGreaterThan(0)
  const wait = ({ tickMs, ticksPerBroadcast }: Batching) => tickMs * ticksPerBroadcast
  expect(crowded && wait(crowded)).toBeGreaterThan(busy ? wait(busy) : Number.NaN)
  // Nobody waits for longer than some ten milliseconds for somebody else's letter.
  expect(crowded && wait(crowded)).toBeLessThanOrEqual(10)
})

test('a room that has become calm no longer batches', () => {
  const levels: Batching[] = []
  const meter = createLoadMeter((batching) => levels.push(batching))
  frames(meter, 1000)
  frames(meter, 40)
  expect(levels.at(-1)?.tickMs).toBe(0)
})

test('ticks keep their rhythm, although timers only know whole milliseconds', () => {
  const start = performance.now()
  const ticks: number[] = []
  const ticker = createTicker(() => {
    ticks.push(performance.now() - start)
    if (ticks.length < 8) ticker.soon(2.5)
  })
  ticker.soon(2.5)
  vi.advanceTimersByTime(50)
  expect(ticks).toHaveLength(8)
  for (const [index, at] of ticks.entries()) expect(Math.abs(at - (index + 1) * 2.5)).toBeLessThanOrEqual(1)
})

test('after a rest the first tick comes a whole tick later, and not at once', () => {
  const ticks: number[] = []
  const ticker = createTicker(() => ticks.push(performance.now()))
  ticker.soon(5)
  vi.advanceTimersByTime(1000)
  const asked = performance.now()
  ticker.soon(5)
  vi.advanceTimersByTime(1000)
  expect((ticks[1] ?? 0) - asked).toBeGreaterThanOrEqual(4)
})
