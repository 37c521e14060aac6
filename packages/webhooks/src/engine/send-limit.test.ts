import { expect, test } from 'vitest'
import { createSendLimit } from './send-limit.ts'

function setUp() {
  let time = 0
  let busy = 0
  const limit = createSendLimit({ least: 64, most: 512, now: () => time, busyness: () => busy })
  return {
    limit,
    /** A tenth of a second in which the process was this busy; `reached` tells whether more could have been sent. */
    pass(share: number, reached: boolean) {
      busy = share
      if (reached) limit.reached()
      time += 100
      return limit.now()
    },
  }
}

test('a process that waits for slow receivers sends more at once, up to a bound', () => {
  const { limit, pass } = setUp()
  expect(limit.now()).toBe(64)
  expect(pass(0.2, true)).toBe(80)
  for (let round = 0; round < 20; round++) pass(0.2, true)
  expect(limit.now()).toBe(512)
})

test('a busy process sends less at once, and never less than a minimum', () => {
  const { limit, pass } = setUp()
  for (let round = 0; round < 20; round++) pass(0.2, true)
  expect(pass(0.9, true), 'well occupied').toBe(512)
  expect(pass(1, true)).toBe(409)
  for (let round = 0; round < 20; round++) pass(1, true)
  expect(limit.now()).toBe(64)
})

test('nothing changes where nothing had to wait', () => {
  const { pass } = setUp()
  for (let round = 0; round < 5; round++) expect(pass(0.1, false)).toBe(64)
})
