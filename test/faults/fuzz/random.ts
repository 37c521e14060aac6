import { randomNumbers } from '@quillwire/editor/testing/random-numbers'

/** Random numbers, the same for the same seed. */
export interface Random {
  /** 0 ≤ n < below. */
  below(below: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  bytes(length: number): Uint8Array
}

export function createRandom(seed: number): Random {
  const below = randomNumbers(seed)
  const random: Random = {
    below,
    chance: (share) => below(2 ** 32) < share * 2 ** 32,
    pick(items) {
      const item = items[random.below(items.length)]
      if (item === undefined) throw new Error('There is nothing to pick from.')
      return item
    },
    bytes: (length) => Uint8Array.from({ length }, () => random.below(256)),
  }
  return random
}
