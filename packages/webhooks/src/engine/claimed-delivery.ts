import type { Leased } from './claim-deliveries.ts'
import type { ReadyEndpoint } from './endpoint-cache.ts'

/** A delivery in the hands of a worker, with all that is needed to send it. */
export interface ClaimedDelivery extends Leased {
  /** How many attempts were made before this one. */
  attemptCount: number
  /** How many of them before it was last resent by hand: the retry schedule counts from there. */
  resentAfter: number
  eventId: string
  eventType: string
  documentId: string | null
  /** Sent by hand to try the endpoint out; there is no such event. */
  test: boolean
  /** The envelope as JSON in UTF-8. */
  envelope: Buffer
  /** W3C trace context of the request that caused the event. */
  traceParent: string | undefined
  endpoint: ReadyEndpoint
}
