/** Counts the connections of each document, person and address, up to a limit. */
export interface ConnectionCounts {
  /**
   * Counts one more, unless `atMost` are counted already.
   * @returns what takes it off again (calling it twice does no harm), or null if the limit is reached.
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
