/** Random numbers that a seed repeats (mulberry32, public domain by Tommy Ettinger). */
export interface Random {
  /** 0 ≤ n < below. */
  below(below: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  bytes(length: number): Uint8Array
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const random: Random = {
    below: (below) => Math.floor(next() * below),
    chance: (share) => next() < share,
    pick(items) {
      const item = items[random.below(items.length)]
      if (item === undefined) throw new Error('There is nothing to pick from.')
      return item
    },
    bytes: (length) => Uint8Array.from({ length }, () => random.below(256)),
  }
  return random
}
