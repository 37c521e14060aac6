/** One clock for all requests under way: a timer for each would cost more than the rest of its bookkeeping. */
export interface Timed {
  /** By `performance.now()`; may be put off or brought nearer at any time. */
  deadline: number
  /** Called once, when the deadline is over. */
  expire(): void
}

/** ms by which a deadline may be noticed late. */
const TICK_MS = 25

const watched = new Set<Timed>()
let ticking: NodeJS.Timeout | undefined

function tick() {
  const now = performance.now()
  for (const one of watched)
    if (one.deadline <= now) {
      watched.delete(one)
      one.expire()
    }
  if (watched.size > 0) return
  clearInterval(ticking)
  ticking = undefined
}

export function watch(one: Timed): void {
  watched.add(one)
  ticking ??= setInterval(tick, TICK_MS)
}

export function unwatch(one: Timed): void {
  watched.delete(one)
}
