import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createStandstill } from './standstill.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Time that passes while nothing runs. */
const standStill = (ms: number) => vi.setSystemTime(Date.now() + ms)

function watched() {
  const standstill = createStandstill()
  const done: string[] = []
  const answers: (() => void)[] = []
  standstill.watch({
    setPaused: (paused) => void done.push(paused ? 'paused' : 'reads on'),
    hear: () => new Promise<void>((answer) => answers.push(answer)),
    onStandstill: (ms) => void done.push(`${ms} ms`),
  })
  return {
    done,
    answers,
    stop: standstill.stop,
    comesIn(what: string) {
      if (standstill.isHolding()) standstill.hold(() => done.push(what))
      else done.push(what)
    },
  }
}

test('what comes in after a standstill is done once all was heard, in its order, before anything more is read', async () => {
  const { done, answers, comesIn } = watched()
  comesIn('a')
  standStill(3000)
  for (const one of ['b', 'c']) comesIn(one)
  expect(done).toEqual(['a', '3000 ms', 'paused'])
  answers[0]?.()
  await vi.advanceTimersByTimeAsync(0)
  comesIn('d')
  expect(done.slice(3)).toEqual(['b', 'c', 'reads on', 'd'])
})

test('a second standstill while it hears: what it heard before is not enough', async () => {
  const { done, answers, comesIn } = watched()
  standStill(1000)
  comesIn('a')
  standStill(1000)
  comesIn('b')
  answers[0]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(done).toEqual(['1000 ms', 'paused', '1000 ms'])
  answers[1]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(done.slice(3)).toEqual(['a', 'b', 'reads on'])
})

test('a standstill is noticed when nothing comes in, too', async () => {
  const { done } = watched()
  standStill(5000)
  await vi.advanceTimersByTimeAsync(200)
  expect(done).toEqual(['5200 ms', 'paused'])
})

test('a calm time is no standstill, nor is a clock that is set back', async () => {
  const { done, comesIn } = watched()
  await vi.advanceTimersByTimeAsync(60_000)
  standStill(-3_600_000)
  comesIn('a')
  expect(done).toEqual(['a'])
})

test('a server that has stopped looks no more', async () => {
  const { done, comesIn, stop } = watched()
  stop()
  standStill(5000)
  await vi.advanceTimersByTimeAsync(1000)
  comesIn('a')
  expect(done).toEqual(['a'])
})

test('what is held when a server stops is not taken: its writers still have it', async () => {
  const { done, answers, comesIn, stop } = watched()
  standStill(5000)
  comesIn('a')
  stop()
  answers[0]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(done).not.toContain('a')
})
