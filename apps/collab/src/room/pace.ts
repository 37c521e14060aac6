/**
 * When a room applies what waits in it, and when it sends: at once while it is calm, with ticks while it is busy. How
 * often those come follows how many frames come in.
 */
import type { Document } from '@hocuspocus/server'
import { createLoadMeter, createTicker } from './adaptive-batching.ts'

export interface Pace {
  /** Whether what comes in may wait for a tick. */
  readonly isBusy: boolean
  /** Counts a frame that came in. */
  count(): void
  /** There is something to broadcast: that happens before this returns, or with the ticks. */
  broadcastSoon(): void
}

export interface PaceOptions {
  document: Document
  /** Applies what waits, at each tick. */
  settle(): void
  /** Sends what gathered. Nothing is sent for a document that has ended. */
  broadcast(): void
}

export function createPace({ document, settle, broadcast }: PaceOptions): Pace {
  const ticker = createTicker(tick)
  let tickMs = 0
  let ticksPerBroadcast = 1
  let ticks = 0
  const meter = createLoadMeter((batching) => {
    tickMs = batching.tickMs
    ticksPerBroadcast = batching.ticksPerBroadcast
    if (tickMs === 0) broadcastNow()
    document.flushDelay = flushDelayOf(tickMs)
  })
  document.flushDelay = flushDelayOf(tickMs)

  function broadcastSoon() {
    if (tickMs === 0) broadcastNow()
    else ticker.soon(tickMs)
  }

  function tick() {
    if (document.isDestroyed) return
    ticks += 1
    settle()
    if (ticks < ticksPerBroadcast) return broadcastSoon()
    ticks = 0
    // After the commit has been started: writing to hundreds of sockets takes as long as the commit itself.
    setImmediate(broadcastNow)
  }

  function broadcastNow() {
    if (!document.isDestroyed) broadcast()
  }

  return {
    get isBusy() {
      return tickMs > 0
    },
    count: meter.count,
    broadcastSoon,
  }
}

/**
 * How long Hocuspocus keeps what it has to send. In a calm room it keeps nothing: a timer for each letter costs more
 * than it saves. In a busy one the ticks send; what comes from elsewhere starts none, and waits for one only this long.
 */
const flushDelayOf = (tickMs: number) => (tickMs === 0 ? (false as const) : tickMs * 8)
