import { expect, test } from 'vitest'
import { Ranges } from './ranges.ts'

test('the first to claim a range keeps it, whatever overlapping claims follow and in whatever order', () => {
  let seed = 11
  const below = (limit: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % limit
  }
  for (let round = 0; round < 200; round++) {
    const ranges = new Ranges<number>()
    const plain: (number | undefined)[] = Array.from({ length: 60 })
    for (let claim = 0; claim < 25; claim++) {
      const from = below(60)
      const to = Math.min(60, from + below(12))
      const owner = below(3)
      ranges.claim(from, to, owner)
      for (let place = from; place < to; place++) plain[place] ??= owner
    }
    const [from, to] = [below(30), 30 + below(31)]
    const told: (number | undefined)[] = Array.from({ length: 60 })
    for (const range of ranges.within(from, to)) {
      expect(range.to).toBeGreaterThan(range.from)
      for (let place = range.from; place < range.to; place++) told[place] = range.owner
    }
    expect(told).toEqual(plain.map((owner, place) => (place >= from && place < to ? owner : undefined)))
  }
})
