import type { Reply } from '../replies/read-reply.ts'
import type { Outcome } from './attempt-outcome.ts'
import type { ClaimedDelivery } from './claimed-delivery.ts'
import type { PreparedRequest } from './prepare-request.ts'
import type { Exchange } from './webhook-client.ts'

/** One attempt that was made, with what it leads to. */
export interface Attempt {
  id: string
  delivery: ClaimedDelivery
  startedAt: Date
  /** Null where it could not even be made: a transformation failed, a secret is missing. */
  request: PreparedRequest | null
  exchange: Exchange
  outcome: Outcome
  /** What the receiver answered for the document, where the endpoint may reply. */
  reply: Reply | null
}
