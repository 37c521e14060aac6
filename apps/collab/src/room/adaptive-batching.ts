/**
 * How long frames that come into a room wait for others. While few people write, nothing waits. In a busy room updates
 * are applied together at each tick, and broadcast at each tick or at every fourth one: to apply costs Yjs a look at
 * every writer, and to broadcast costs a write to every socket, whether that brings one letter or ten.
 */
export interface Batching {
  /** In use from so many frames a second on. */
  from: number
  /** Milliseconds from tick to tick; 0 if nothing waits. */
  tickMs: number
  ticksPerBroadcast: number
}

const NO_BATCHING: Batching = { from: 0, tickMs: 0, ticksPerBroadcast: 1 }
/** The liveliest first. */
const LEVELS: readonly Batching[] = [
  { from: 400, tickMs: 2.2, ticksPerBroadcast: 4 },
  { from: 100, tickMs: 3, ticksPerBroadcast: 1 },
  NO_BATCHING,
]
const MEASURE_MS = 250

/** Counts the frames of a room, and calls back when another batching is right for it. */
export function createLoadMeter(onChange: (batching: Batching) => void): { count(): void } {
  let batching = NO_BATCHING
  let frames = 0
  let since = performance.now()
  return {
    count() {
      frames += 1
      const now = performance.now()
      const elapsed = now - since
      if (elapsed < MEASURE_MS) return
      const perSecond = (frames / elapsed) * 1000
      frames = 0
      since = now
      const right = LEVELS.find(({ from }) => perSecond >= from) ?? NO_BATCHING
      if (right === batching) return
      batching = right
      onChange(right)
    },
  }
}

/**
 * Ticks that keep their rhythm while there is something to do: a late one does not delay those after it, so nothing
 * ever waits for longer than a whole tick.
 */
export function createTicker(tick: () => void): { soon(tickMs: number): void } {
  let timer: NodeJS.Timeout | undefined
  let at = 0
  return {
    soon(tickMs) {
      if (timer) return
      const now = performance.now()
      at += tickMs
      if (at < now - tickMs) at = now + tickMs
      timer = setTimeout(
        () => {
          timer = undefined
          tick()
        },
        Math.max(1, Math.round(at - now)),
      ).unref()
    },
  }
}
