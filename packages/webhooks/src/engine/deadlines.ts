/** One clock for all requests under way: a timer for each would cost more than the rest of its bookkeeping. */
export interface Deadline {
  /** Puts it off, or brings it nearer. */
  set(inMs: number): void
  clear(): void
}

/** How late a deadline may be noticed. */
const TICK_MS = 25

const open = new Set<{ at: number; expire(): void }>()
let ticking: NodeJS.Timeout | undefined

function tick() {
  const now = performance.now()
  for (const one of open)
    if (one.at <= now) {
      open.delete(one)
      one.expire()
    }
  if (open.size > 0) return
  clearInterval(ticking)
  ticking = undefined
}

/** Calls back once when the time is over, unless it is cleared before. */
export function startDeadline(inMs: number, expire: () => void): Deadline {
  const one = { at: performance.now() + inMs, expire }
  open.add(one)
  ticking ??= setInterval(tick, TICK_MS)
  return {
    set: (ms) => {
      one.at = performance.now() + ms
    },
    clear: () => void open.delete(one),
  }
}
