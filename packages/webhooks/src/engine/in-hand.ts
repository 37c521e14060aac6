import type { Database } from '@quillwire/database'
import { releaseLeases } from './claim-deliveries.ts'
import type { ClaimedDelivery } from './claimed-delivery.ts'

/**
 * The deliveries this worker has, each from its claim to its record. A crash of PostgreSQL loses leases that are not on
 * the disk yet, and the leases of a worker that stands still run out: in both cases, what is being sent is claimed
 * again.
 */
export interface InHand {
  /**
   * Takes what was claimed.
   * @returns those that were not in hand already. The others continue under their new lease: they are recorded or given
   *   back by that.
   */
  take(claimed: readonly ClaimedDelivery[]): ClaimedDelivery[]
  /** Call it when a delivery is recorded. */
  letGo(delivery: ClaimedDelivery): void
  /** Leaves what was not sent to whoever claims it next. Never rejects. */
  giveBack(deliveries: readonly ClaimedDelivery[]): Promise<void>
}

export function createInHand(database: Database, onError: (error: unknown) => void): InHand {
  const held = new Map<string, ClaimedDelivery>()

  /** The next attempt may be in hand already, claimed before we heard that this one is recorded. */
  function letGo({ id, attemptCount }: ClaimedDelivery) {
    if (held.get(id)?.attemptCount === attemptCount) held.delete(id)
  }

  function isFresh(delivery: ClaimedDelivery): boolean {
    const { id, attemptCount, leasedUntil, claimedAt } = delivery
    const known = held.get(id)
    if (known?.attemptCount === attemptCount) {
      Object.assign(known, { leasedUntil, claimedAt })
      return false
    }
    held.set(id, delivery)
    return true
  }

  return {
    take: (claimed) => claimed.filter(isFresh),
    letGo,
    async giveBack(deliveries) {
      deliveries.forEach(letGo)
      await releaseLeases(database, deliveries).catch(onError)
    },
  }
}
