import { CPU_MS } from './limits.ts'

export interface CpuClock {
  /** Counts from here on: reading a large event is not the function's fault. */
  start(): void
  usedMs(): number
  isOver(): boolean
}

/** Measures the CPU time of this thread, so that no function fails because the machine is busy. */
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
      // The wall clock is cheaper to ask, and never shows less.
      over ||= performance.now() - wallFrom > CPU_MS && usedMs() > CPU_MS
      return over
    },
  }
}
