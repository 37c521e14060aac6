import type { Delivery, Endpoint } from '@/lib/api-types.ts'

/** The fields of an endpoint that can explain why its deliveries wait. */
type Keeping = Pick<
  Endpoint,
  'status' | 'probeAt' | 'throttledUntil' | 'failingSince' | 'ordered' | 'rateLimit'
>

export interface Waiting {
  text: string
  /** The moment to show after the text; null if the text says it all. */
  at: string | null
}

/**
 * What a pending delivery waits for. Its own next attempt counts only while its endpoint takes deliveries. If the
 * endpoint is held after many failures, or asked for a pause, that moment passes and nothing is sent.
 */
export function waitingFor(nextAttemptAt: string, endpoint: Keeping, now = Date.now()): Waiting {
  const { status, probeAt, throttledUntil } = endpoint
  if (status === 'paused') return { text: 'Waits until the endpoint is resumed.', at: null }
  if (status === 'disabled') return { text: 'Waits until the endpoint is enabled.', at: null }
  const due = Date.parse(nextAttemptAt)
  const isLater = (iso: string | null) => iso !== null && Date.parse(iso) > Math.max(due, now)
  if (isLater(probeAt)) return { text: 'Waits until the endpoint answers again. Next try', at: probeAt }
  if (isLater(throttledUntil))
    return { text: 'Waits because the endpoint asked for a pause. Next attempt', at: throttledUntil }
  if (due > now) return { text: 'Next attempt', at: nextAttemptAt }
  if (probeAt) return { text: 'Waits until the endpoint answers again. It is being tried now.', at: null }
  return now - due > LATE_MS && !goesOneByOne(endpoint)
    ? { text: 'Late: many others are ahead of it, or no worker is running. It was due', at: nextAttemptAt }
    : { text: 'Next attempt as soon as it is its turn.', at: null }
}

/** If a delivery waits this long for its turn, somebody should check the worker. */
const LATE_MS = 60_000

/** When the first of these deliveries was due, if it is late and nothing about the endpoint explains it; else null. */
export function lateSince(
  deliveries: readonly Pick<Delivery, 'status' | 'nextAttemptAt'>[],
  endpoint: Keeping,
  now = Date.now(),
): string | null {
  const isHeld = endpoint.status !== 'active' || endpoint.probeAt !== null || goesOneByOne(endpoint)
  const due = deliveries.flatMap(({ status, nextAttemptAt }) =>
    status === 'pending' && nextAttemptAt ? [nextAttemptAt] : [],
  )
  const first = due.toSorted()[0]
  if (isHeld || !first) return null
  const since = Math.max(Date.parse(first), Date.parse(endpoint.throttledUntil ?? first))
  return now - since > LATE_MS ? first : null
}

/** Whether a delivery may have to wait long behind others although nothing is wrong. */
function goesOneByOne({ failingSince, ordered, rateLimit }: Keeping): boolean {
  return failingSince !== null || ordered || rateLimit !== null
}
