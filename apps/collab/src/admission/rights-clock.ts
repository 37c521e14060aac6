/**
 * Puts answers about rights in the order of their questions: they may arrive in another one, and a change may be
 * notified before the connection that it concerns is open. One clock for the process, however many servers are in it.
 */
let now = 0
let lastChange = 0

/** The time of a question that is asked now. */
export function askedNow(): number {
  now += 1
  return now
}

/** To be called when a right has changed, before any rights are asked for again. */
export function noteChange(): void {
  lastChange = askedNow()
}

/** Whether a right may have changed since this was asked. */
export function isOutdated({ askedAt }: { askedAt: number }): boolean {
  return askedAt < lastChange
}
