import { CPU_MS } from './limits.ts'

export interface CpuClock {
  /** From here on it counts: reading a large event is not the function's fault. */
  start(): void
  usedMs(): number
  isOver(): boolean
}

/** Counts what this thread has computed, so that a busy machine makes nobody's function fail. */
export function cpuClock(): CpuClock {
  let from = process.threadCpuUsage()
  let wallFrom = Number.POSITIVE_INFINITY
  let over = false
  const usedMs = () => {
    const { user, system } = process.threadCpuUsage(from)
    return (user + system) / 1000
  }
  return {
    start() {
      from = process.threadCpuUsage()
      wallFrom = performance.now()
    },
    usedMs,
    isOver() {
      // The wall's clock is the cheaper one to ask, and shows no less.
      over ||= performance.now() - wallFrom > CPU_MS && usedMs() > CPU_MS
      return over
    },
  }
}
