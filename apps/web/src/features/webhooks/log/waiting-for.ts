import type { Endpoint } from '@/lib/api-types.ts'

export interface Waiting {
  text: string
  /** The moment that belongs after the text; null where the text says all. */
  at: string | null
}

/**
 * What a pending delivery waits for. Its own moment counts only while its endpoint takes anything: while that is held
 * after many failures, or asked for a pause, the moment passes and nothing is sent.
 */
export function waitingFor(
  nextAttemptAt: string,
  { status, probeAt, throttledUntil }: Pick<Endpoint, 'status' | 'probeAt' | 'throttledUntil'>,
  now = Date.now(),
): Waiting {
  if (status === 'paused') return { text: 'Waits until the endpoint is resumed.', at: null }
  if (status === 'disabled') return { text: 'Waits until the endpoint is enabled.', at: null }
  const due = Date.parse(nextAttemptAt)
  const isLater = (iso: string | null) => iso !== null && Date.parse(iso) > Math.max(due, now)
  if (isLater(probeAt)) return { text: 'Waits until the endpoint answers again. Next try', at: probeAt }
  if (isLater(throttledUntil))
    return { text: 'Waits because the endpoint asked for a pause. Next attempt', at: throttledUntil }
  if (due > now) return { text: 'Next attempt', at: nextAttemptAt }
  return probeAt
    ? { text: 'Waits until the endpoint answers again. It is being tried now.', at: null }
    : { text: 'Next attempt as soon as it is its turn.', at: null }
}
