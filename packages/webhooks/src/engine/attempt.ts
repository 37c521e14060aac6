import type { Outcome } from './attempt-outcome.ts'
import type { ClaimedDelivery } from './claim-deliveries.ts'
import type { Exchange } from './webhook-client.ts'

/** One attempt that was made, with what it leads to. */
export interface Attempt {
  delivery: ClaimedDelivery
  startedAt: Date
  /** As sent, the signature included. */
  requestHeaders: Record<string, string>
  exchange: Exchange
  outcome: Outcome
}
