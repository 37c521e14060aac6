import { expect, test } from 'vitest'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import { createLanes } from './lanes.ts'

let made = 0
/** Lanes look at nothing else of a delivery. */
const delivery = (endpointId: string, claimedAt = performance.now()) =>
  ({ id: `d${made++}`, endpoint: { id: endpointId }, claimedAt }) as unknown as ClaimedDelivery

function setUp(concurrency = 100, concurrencyPerEndpoint = 8) {
  let time = 0
  const lanes = createLanes({ concurrency, concurrencyPerEndpoint, now: () => time })
  return {
    lanes,
    pass: (ms: number) => {
      time += ms
    },
    /** Claims as many of each as there is room for. */
    fill(...endpointIds: string[]) {
      const limits = lanes.limits()
      const claimed = new Map(endpointIds.map((id) => [id, limits.ofEndpoint.get(id) ?? limits.perEndpoint]))
      const deliveries = [...claimed].flatMap(([id, count]) =>
        Array.from({ length: count }, () => delivery(id, time)),
      )
      lanes.fill(deliveries, claimed, limits)
      return deliveries.length
    },
    start() {
      const started: string[] = []
      for (let next = lanes.next(); next; next = lanes.next()) started.push(next.endpoint.id)
      return started
    },
  }
}

test('endpoints take turns', () => {
  const { fill, start } = setUp()
  fill('a', 'b')
  expect(start()).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'])
})

test('the window opens with each success up to its limit, and closes with a failure', () => {
  const { fill, start, lanes } = setUp()
  fill('a')
  expect(start()).toHaveLength(4)
  lanes.ended('a', true)
  // One has ended, and the window is one wider.
  expect(start()).toHaveLength(2)
  for (let round = 0; round < 5; round++) {
    lanes.ended('a', true)
    fill('a')
    start()
  }
  // Eight under way, and not one more.
  lanes.ended('a', true)
  expect(start()).toHaveLength(1)
  const behind = lanes.ended('a', false)
  expect(behind.length).toBeGreaterThan(0)
  expect(start()).toEqual([])
  expect(lanes.limits().ofEndpoint.get('a')).toBe(0)
})

test('an endpoint that failed gets one at a time until it succeeds', () => {
  const { fill, start, lanes } = setUp()
  fill('a')
  const started = start()
  for (const id of started) lanes.ended(id, false)
  for (const id of started) lanes.recorded(id)
  expect(lanes.limits().ofEndpoint.get('a')).toBe(1)
  fill('a')
  expect(start()).toEqual(['a'])
  lanes.ended('a', true)
  expect(lanes.limits().ofEndpoint.get('a')).toBeGreaterThan(1)
})

test('an endpoint that hangs leaves the others what they need', () => {
  const { fill, start } = setUp(12)
  fill('hangs', 'works')
  start()
  fill('hangs', 'works', 'late')
  expect(start()).toEqual(['late', 'late', 'late', 'late'])
})

test('what is sent quickly is claimed in larger batches, what is sent slowly in smaller ones', () => {
  const { fill, start, lanes, pass } = setUp(1000, 1000)
  const send = (ms: number) => {
    for (let left = true; left; ) {
      const started = start()
      pass(ms)
      for (const id of started) lanes.ended(id, true)
      left = started.length > 0
    }
  }
  const first = fill('a')
  send(1)
  const second = fill('a')
  expect(second).toBeGreaterThan(first)
  send(1000)
  expect(fill('a')).toBeLessThanOrEqual(second)
})

test('what waits too long is given back, and everything at the end', () => {
  const { fill, start, lanes, pass } = setUp()
  const claimed = fill('a')
  const started = start().length
  expect(lanes.giveBack()).toEqual([])
  pass(6000)
  expect(lanes.giveBack()).toHaveLength(claimed - started)
  fill('b')
  expect(lanes.giveBack(true).every(({ endpoint }) => endpoint.id === 'b')).toBe(true)
  expect(lanes.next()).toBeUndefined()
})

test('after a standstill nothing is sent whose lease may have run out, and all of it is given back', () => {
  const { fill, start, lanes, pass } = setUp()
  const claimed = fill('a')
  const started = start()
  pass(20_000)
  lanes.ended('a', true)
  expect(start()).toEqual([])
  expect(lanes.giveBack()).toHaveLength(claimed - started.length)
  fill('a')
  expect(start()).not.toEqual([])
})

test('more is asked for before a lane is empty, and not while enough waits', () => {
  const { fill, lanes } = setUp()
  expect(lanes.wantsMore()).toBe(false)
  fill('a')
  expect(lanes.wantsMore()).toBe(false)
  for (let sent = 0; sent < 12; sent++) {
    lanes.next()
    lanes.ended('a', true)
  }
  expect(lanes.wantsMore()).toBe(true)
})

test('the limit of sends under way can be narrowed at any time, and is told when it holds something up', () => {
  let limit = 3
  let reached = 0
  const lanes = createLanes({
    concurrency: 100,
    concurrencyPerEndpoint: 8,
    sendLimit: { now: () => limit, reached: () => reached++ },
  })
  const limits = lanes.limits()
  const some = Array.from({ length: 10 }, () => delivery('a'))
  lanes.fill(some, new Map([['a', 10]]), limits)
  const start = () => {
    let count = 0
    while (lanes.next()) count += 1
    return count
  }
  expect(start()).toBe(3)
  expect(reached).toBe(1)
  limit = 4
  expect(start()).toBe(1)
  limit = 1
  lanes.ended('a', true)
  expect(start()).toBe(0)
})

test('after a failure nothing is asked for until the database knows of it', () => {
  const { fill, start, lanes } = setUp()
  fill('a')
  start()
  for (let sent = 0; sent < 3; sent++) lanes.ended('a', true)
  lanes.ended('a', false)
  expect(lanes.limits()).toMatchObject({ ofEndpoint: new Map([['a', 0]]), busy: ['a'] })
  expect(lanes.wantsMore()).toBe(false)
  lanes.recorded('a')
  expect(lanes.limits()).toMatchObject({ ofEndpoint: new Map([['a', 1]]), busy: [] })
  expect(lanes.wantsMore()).toBe(true)
})
