import type { Environment } from '@quillwire/config'
import { environmentSchema } from '@quillwire/config'

/** What one client may cost. Each breach ends with a reason that says which it was. */
export interface Limits {
  frameBytes: number
  documentBytes: number
  awarenessBytes: number
  framesPerSecond: number
  connectionsPerDocument: number
  connectionsPerPerson: number
  connectionsPerAddress: number
  /** Bytes that may wait for a client that does not read. */
  unreadBytes: number
  /** A connection without a sign of life for this long is taken for half-open, and ended. */
  idleMs: number
}

export function limitsOf(config: Environment): Limits {
  return {
    frameBytes: config.COLLAB_MAX_FRAME_BYTES,
    documentBytes: config.COLLAB_MAX_DOCUMENT_BYTES,
    awarenessBytes: config.COLLAB_MAX_AWARENESS_BYTES,
    framesPerSecond: config.COLLAB_MAX_FRAMES_PER_SECOND,
    connectionsPerDocument: config.COLLAB_MAX_CONNECTIONS_PER_DOCUMENT,
    connectionsPerPerson: config.COLLAB_MAX_CONNECTIONS_PER_PERSON,
    connectionsPerAddress: config.COLLAB_MAX_CONNECTIONS_PER_ADDRESS,
    unreadBytes: config.COLLAB_MAX_UNREAD_BYTES,
    idleMs: config.COLLAB_IDLE_SECONDS * 1000,
  }
}

export const defaultLimits: Limits = limitsOf(environmentSchema.parse({}))

/**
 * A token bucket: `perSecond` frames a second in the long run, and ten seconds' worth at once, which a paste needs, or
 * the return of somebody who wrote offline.
 */
export function createFrameBudget(perSecond: number): { take(): boolean } {
  const capacity = perSecond * 10
  let tokens = capacity
  let at = performance.now()
  return {
    take() {
      if (tokens < 1) {
        // Read the clock only when the bucket seems empty: most frames cost one subtraction.
        const now = performance.now()
        tokens = Math.min(capacity, tokens + ((now - at) / 1000) * perSecond)
        at = now
        if (tokens < 1) return false
      }
      tokens -= 1
      return true
    },
  }
}
