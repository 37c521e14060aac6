import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { restUnseen } from './rest-unseen.ts'

let page: EventTarget & { hidden: boolean }
let mayRest: boolean
let told: string[]

beforeEach(() => {
  vi.useFakeTimers()
  page = Object.assign(new EventTarget(), { hidden: false })
  vi.stubGlobal('document', page)
  mayRest = true
  told = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const start = () =>
  restUnseen({
    mayRest: () => mayRest,
    onRest: () => told.push('rest'),
    onWake: () => told.push('wake'),
  })

function setHidden(hidden: boolean) {
  page.hidden = hidden
  page.dispatchEvent(new Event('visibilitychange'))
}

test('a tab that is hidden for long rests, and wakes when seen again', () => {
  const rest = start()
  setHidden(true)
  vi.advanceTimersByTime(29_000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(1000)
  expect(told).toEqual(['rest'])
  expect(rest.isResting).toBe(true)
  setHidden(false)
  expect(told).toEqual(['rest', 'wake'])
  expect(rest.isResting).toBe(false)
})

test('a tab that is soon seen again does not rest, however often it is hidden', () => {
  start()
  for (let time = 0; time < 5; time++) {
    setHidden(true)
    vi.advanceTimersByTime(20_000)
    setHidden(false)
  }
  vi.advanceTimersByTime(3_600_000)
  expect(told).toEqual([])
})

test('a tab that was opened behind another rests too', () => {
  page.hidden = true
  start()
  vi.advanceTimersByTime(30_000)
  expect(told).toEqual(['rest'])
})

test('a tab does not rest while something is not saved, and does so later', () => {
  mayRest = false
  start()
  setHidden(true)
  vi.advanceTimersByTime(120_000)
  expect(told).toEqual([])
  mayRest = true
  vi.advanceTimersByTime(30_000)
  expect(told).toEqual(['rest'])
})

test('a hidden tab wakes when there is something to send, and rests again after it', () => {
  const rest = start()
  setHidden(true)
  vi.advanceTimersByTime(30_000)
  rest.wake()
  rest.wake()
  expect(told).toEqual(['rest', 'wake'])
  vi.advanceTimersByTime(30_000)
  expect(told).toEqual(['rest', 'wake', 'rest'])
})

test('after its end no callback is called', () => {
  const rest = start()
  setHidden(true)
  rest.stop()
  vi.advanceTimersByTime(60_000)
  setHidden(false)
  setHidden(true)
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual([])
})
