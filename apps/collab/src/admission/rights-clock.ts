/**
 * What is known of rights, in the order in which it was asked: answers may come in another one, and a change may be
 * told while a connection is not there yet to be asked about. One clock for the process, whatever number of servers.
 */
let now = 0
let lastChange = 0

/** The moment of a question that is put now. */
export function askedNow(): number {
  now += 1
  return now
}

/** To be called when a right has changed, before anybody is asked about. */
export function noteChange(): void {
  lastChange = askedNow()
}

/** Whether a right may have changed since this was asked. */
export function isOutdated({ askedAt }: { askedAt: number }): boolean {
  return askedAt < lastChange
}
