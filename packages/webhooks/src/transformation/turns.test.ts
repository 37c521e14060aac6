import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

function setUp() {
  const turns = createTurns()
  let order = ''
  const ask = (whose: string, cpuMs: number) =>
    turns.take(whose, async () => {
      order += whose
      return { cpuMs }
    })
  return { turns, ask, order: () => order }
}

test('whoever asks for much leaves the others their turns', async () => {
  const { ask, order } = setUp()
  await Promise.all(['a', 'a', 'a', 'a', 'b', 'b', 'c'].map((whose) => ask(whose, 10)))
  expect(order()).toBe('abcabaa')
})

test('whoever takes long gets the same time, not the same number of turns', async () => {
  const { ask, order } = setUp()
  const all = (whose: string, count: number, cpuMs: number) =>
    Array.from({ length: count }, () => ask(whose, cpuMs))
  await Promise.all([...all('l', 3, 50), ...all('s', 12, 10)])
  expect(order()).toBe('lsssss' + 'lsssss' + 'lss')
})

test('nor by asking anew each time', async () => {
  const { ask, order } = setUp()
  const again = async (whose: string, count: number, cpuMs: number) => {
    for (let asked = 0; asked < count; asked++) await ask(whose, cpuMs)
  }
  await Promise.all([again('l', 3, 50), again('s', 12, 10)].concat(again('t', 12, 10)))
  expect(order().indexOf('l', 1)).toBeGreaterThanOrEqual(9)
  expect(order()).toHaveLength(27)
})

test('what was not asked for is not saved up', async () => {
  const { ask, order } = setUp()
  const busy = Array.from({ length: 6 }, () => ask('a', 10))
  await busy[2]
  await Promise.all([...busy, ask('b', 10), ask('b', 10), ask('b', 10)])
  expect(order()).toMatch(/^aaa(a?b){3}a*$/)
})

test('what cannot be measured is counted, so that nobody waits for ever', async () => {
  const { ask, order } = setUp()
  await Promise.all(['a', 'a', 'a', 'b'].map((whose) => ask(whose, 0)))
  expect(order()).toBe('abaa')
})

test('it is done when nothing waits', async () => {
  const { turns, ask, order } = setUp()
  await turns.done()
  void ask('a', 1)
  void ask('b', 1)
  await turns.done()
  expect(order()).toBe('ab')
})
