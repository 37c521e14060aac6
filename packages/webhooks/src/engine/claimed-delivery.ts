import type { Leased } from './claim-deliveries.ts'
import type { ReadyEndpoint } from './endpoint-cache.ts'

/** A delivery in the hands of a worker, with all that is needed to send it. */
export interface ClaimedDelivery extends Leased {
  /** How many attempts were made before this one. */
  attemptCount: number
  /** How many of them were made before it was last resent by hand: the retry schedule counts from there. */
  resentAfter: number
  eventId: string
  eventType: string
  documentId: string | null
  /** Sent by hand to try the endpoint out; there is no such event. */
  test: boolean
  /** The envelope as JSON in UTF-8. */
  envelope: Buffer
  /** By `performance.now()`, read before the claim: the lease began no sooner. */
  claimedAt: number
  /** W3C trace context of the request that caused the event. */
  traceParent: string | undefined
  endpoint: ReadyEndpoint
}

/**
 * A delivery claimed longer ago than this is not sent at all, since its lease may run out under way. That happens where
 * the process stood still or a function waited long for its turn. Meanwhile another worker may have sent this delivery,
 * and the next one of its document too.
 */
const TOO_LATE_MS = 15_000

/** @param now by `performance.now()` */
export function inTime({ claimedAt }: Pick<ClaimedDelivery, 'claimedAt'>, now = performance.now()): boolean {
  return now - claimedAt < TOO_LATE_MS
}
