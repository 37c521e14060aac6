/** How many streams each key or person may have open at a time, in each process. */
import type { Principal } from '@quillwire/core'
import { rateLimited } from '@quillwire/core/errors'

export const MAX_PER_PRINCIPAL = 20

export interface StreamLimit {
  /**
   * Counts a stream of the principal.
   * @returns what is to be called, once, when it has ended.
   * @throws `too_many_streams`
   */
  enter(principal: Principal): () => void
}

export function createStreamLimit(): StreamLimit {
  const counts = new Map<string, number>()
  return {
    enter(principal) {
      const name = `${principal.type} ${'id' in principal ? principal.id : ''}`
      const count = counts.get(name) ?? 0
      if (count >= MAX_PER_PRINCIPAL)
        throw rateLimited(
          'too_many_streams',
          `At most ${MAX_PER_PRINCIPAL} event streams can be open at a time. Close one, or read more types with each.`,
        )
      counts.set(name, count + 1)
      return () => {
        const left = (counts.get(name) ?? 1) - 1
        if (left > 0) counts.set(name, left)
        else counts.delete(name)
      }
    },
  }
}
