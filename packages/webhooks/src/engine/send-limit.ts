/**
 * The most sends that this process has under way. More of them help while it waits for receivers. Once it is busy all
 * the time they do not, and each costs a socket, and memory that every garbage collection walks through. So the limit
 * follows how busy the process is.
 */
import { performance } from 'node:perf_hooks'

export interface SendLimit {
  /** The limit for what begins now. */
  now(): number
  /** Says that something could not begin because of the limit. */
  reached(): void
}

export interface SendLimitOptions {
  least: number
  most: number
  now?: () => number
  /** The share of time, from 0 to 1, in which the process was busy since the last call. */
  busyness?: () => number
}

/** ms between two looks. */
const LOOK_MS = 100
const TOO_BUSY = 0.95
const AT_LEISURE = 0.85

export function createSendLimit(options: SendLimitOptions): SendLimit {
  const { most, now = () => performance.now(), busyness = busynessOfThisThread() } = options
  const least = Math.min(options.least, most)
  let limit = least
  let lookedAt = now()
  let wanted = false

  function look() {
    const busy = busyness()
    if (busy > TOO_BUSY) limit = Math.max(least, Math.floor(limit * 0.8))
    else if (wanted && busy < AT_LEISURE) limit = Math.min(most, Math.ceil(limit * 1.25))
    wanted = false
  }

  return {
    now() {
      const time = now()
      if (time - lookedAt >= LOOK_MS) {
        lookedAt = time
        look()
      }
      return limit
    },
    reached() {
      wanted = true
    },
  }
}

function busynessOfThisThread(): () => number {
  let last = performance.eventLoopUtilization()
  return () => {
    const present = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(present, last)
    last = present
    return utilization
  }
}
