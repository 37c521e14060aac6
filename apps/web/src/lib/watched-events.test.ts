import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sessionEnded } from './session-end.ts'
import { watchEvents } from './watched-events.ts'

/** Behaves like a browser's `EventSource`: an error as the answer closes it for good. */
class Source extends EventTarget {
  static readonly CLOSED = 2
  readyState = 0
  constructor() {
    super()
    opened.push(this)
  }
  close() {
    this.readyState = Source.CLOSED
  }
  refuse() {
    this.close()
    this.dispatchEvent(new Event('error'))
  }
}

let opened: Source[]
let page: EventTarget & { hidden: boolean }

beforeEach(() => {
  vi.useFakeTimers()
  opened = []
  page = Object.assign(new EventTarget(), { hidden: false })
  vi.stubGlobal('document', page)
  vi.stubGlobal('EventSource', Source)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function setHidden(hidden: boolean) {
  page.hidden = hidden
  page.dispatchEvent(new Event('visibilitychange'))
}

const isOpen = () => opened.filter(({ readyState }) => readyState !== Source.CLOSED).length

test('events are passed on', () => {
  const heard: string[] = []
  const watched = watchEvents('/stream', ['change', 'refresh'])
  watched.addEventListener('change', ({ type }) => heard.push(type))
  opened[0]?.dispatchEvent(new Event('change'))
  opened[0]?.dispatchEvent(new Event('another'))
  expect(heard).toEqual(['change'])
})

test('a hidden tab does not listen, and listens again when it is shown', () => {
  watchEvents('/stream', [])
  expect(isOpen()).toBe(1)
  setHidden(true)
  expect(isOpen()).toBe(0)
  setHidden(false)
  expect(isOpen()).toBe(1)
})

test('a refused stream is opened anew, less and less often, and no more once it is closed', () => {
  const watched = watchEvents('/stream', [])
  for (const pause of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
    opened.at(-1)?.refuse()
    const before = opened.length
    vi.advanceTimersByTime(pause - 1)
    expect(opened).toHaveLength(before)
    vi.advanceTimersByTime(1)
    expect(opened).toHaveLength(before + 1)
  }
  opened.at(-1)?.refuse()
  watched.close()
  vi.advanceTimersByTime(60_000)
  expect(isOpen()).toBe(0)
})

test('a stream that is refused in a hidden tab waits until the tab is shown', () => {
  watchEvents('/stream', [])
  opened[0]?.refuse()
  setHidden(true)
  vi.advanceTimersByTime(60_000)
  expect(opened).toHaveLength(1)
  setHidden(false)
  expect(opened).toHaveLength(2)
})

test('after a sign-out in another tab no stream is opened', () => {
  watchEvents('/stream', [])
  sessionEnded('signed-out-elsewhere')
  opened[0]?.refuse()
  vi.advanceTimersByTime(60_000)
  setHidden(true)
  setHidden(false)
  expect(opened).toHaveLength(1)
})
