/** Something to sleep on that remembers a call that came a moment too early. */
export interface Wake {
  up(): void
  /** Forgets calls so far. Call it before looking for work, not after. */
  reset(): void
  /** Resolves when woken since the last `reset`, or after `ms`. */
  wait(ms: number): Promise<void>
}

export function createWake(): Wake {
  let called = false
  let resolve: (() => void) | undefined
  return {
    up() {
      called = true
      resolve?.()
    },
    reset() {
      called = false
    },
    wait(ms) {
      if (called) return Promise.resolve()
      return new Promise((done) => {
        const timer = setTimeout(done, Math.max(1, ms))
        resolve = () => {
          clearTimeout(timer)
          done()
        }
      })
    },
  }
}
