/** How many connections there are of each document, person and address, and whether one more may come. */
export interface ConnectionCounts {
  /**
   * Lets one in, unless so many are in already.
   * @returns how it leaves again (calling it twice does no harm), or null where it is full.
   */
  enter(key: string, atMost: number): (() => void) | null
}

export function createConnectionCounts(): ConnectionCounts {
  const counts = new Map<string, number>()
  return {
    enter(key, atMost) {
      const count = counts.get(key) ?? 0
      if (count >= atMost) return null
      counts.set(key, count + 1)
      let inside = true
      return () => {
        if (!inside) return
        inside = false
        const left = (counts.get(key) ?? 1) - 1
        if (left === 0) counts.delete(key)
        else counts.set(key, left)
      }
    },
  }
}
