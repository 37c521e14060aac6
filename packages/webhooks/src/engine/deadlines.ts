/** One clock for all requests under way: a timer for each would cost more than the rest of its bookkeeping. */
export interface Timed {
  /** By `performance.now()`; may be moved at any time. */
  deadline: number
  /** Called once, when the deadline has passed. */
  expire(): void
}

/** A deadline is noticed up to two of these late. */
const TICK_MS = 25

const watched = new Set<Timed>()
let ticking: NodeJS.Timeout | undefined
let lastTick = 0

function tick() {
  // Compared with the last tick: between two ticks the event loop reads all sockets. Where this process stood still, an
  // answer that came in time is read first.
  for (const one of watched)
    if (one.deadline <= lastTick) {
      watched.delete(one)
      one.expire()
    }
  lastTick = performance.now()
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
