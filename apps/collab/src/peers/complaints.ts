/** Why Redis cannot be used. It is tried often, and each reason is logged once until it can be used again. */
import type { Logger } from '@quillwire/process'

export interface Complaints {
  about(error: Error): void
  /** Redis can be used. */
  over(): void
}

/** @param stopped ends it: what fails while a process stops is of no interest. */
export function createComplaints(logger: Logger, stopped: AbortSignal): Complaints {
  const reasons = new Set<string>()
  return {
    about(error) {
      if (stopped.aborted) return
      const isKnown = reasons.has(error.message)
      reasons.add(error.message)
      logger[isKnown ? 'debug' : 'warn']({ err: error }, 'redis cannot be used, will try again')
    },
    over() {
      reasons.clear()
    },
  }
}
