/**
 * What the header says about the text, derived from what is known of the connection. It is the product's promise in one
 * word, so it stands here by itself and is tested by itself: "Saved" only when the server has acknowledged everything,
 * and the server acknowledges after the commit.
 */
export interface ConnectionFacts {
  /** What the browser itself says. */
  online: boolean
  /** The socket is open and the server has let us in. */
  connected: boolean
  /** Changes that the server has not acknowledged. */
  unacknowledged: number
  /** Everything was exchanged with the server at least once. */
  everSynced: boolean
  canWrite: boolean
  /** The session has ended. */
  signedOut: boolean
  /** For how long changes have waited without any being acknowledged; 0 while there are none. */
  unansweredForMs: number
  /** For how long the server could not be reached; 0 while it is. */
  unreachableForMs: number
}

export type DocumentStatus =
  | 'connecting'
  | 'saved'
  | 'saving'
  | 'delayed'
  | 'offline'
  | 'read-only'
  | 'signed-out'
  | 'unreachable'

/** A server that is reached within this time is not called unreachable. */
export const PATIENCE_MS = 3000

/** A commit takes milliseconds, a bad line seconds. From here on, waiting a little does not help. */
export const DELAY_MS = 10_000

export function documentStatus(facts: ConnectionFacts): DocumentStatus {
  if (facts.signedOut) return 'signed-out'
  if (!facts.online) return 'offline'
  if (!facts.connected && facts.unreachableForMs >= PATIENCE_MS) return 'unreachable'
  // A server that is being replaced by the next is no news: what was acknowledged stays so.
  if (!facts.everSynced) return 'connecting'
  if (!facts.canWrite) return 'read-only'
  if (facts.unacknowledged === 0) return 'saved'
  return facts.unansweredForMs >= DELAY_MS ? 'delayed' : 'saving'
}

/** Whether the status means that something is wrong. */
export function isAlarming(status: DocumentStatus): boolean {
  return ['delayed', 'offline', 'signed-out', 'unreachable'].includes(status)
}

/**
 * The status that screen readers say next, after the one that they said last: what alarms, that the text is read-only,
 * and that all is well again. Nobody wants to hear with each letter that the text is being saved and is saved.
 */
export function saidNext(status: DocumentStatus, said: DocumentStatus | null): DocumentStatus | null {
  if (isAlarming(status) || status === 'read-only') return status
  return status === 'saved' && said !== null ? status : said
}

const statusTexts: Record<DocumentStatus, string> = {
  connecting: 'Connecting…',
  saved: 'Saved',
  saving: 'Saving…',
  delayed: 'Not saved yet: kept on this device',
  offline: 'Offline: kept on this device',
  'read-only': 'Read-only',
  'signed-out': 'Signed out',
  unreachable: 'Server unreachable',
}

/** Without the server, what is written is kept either on this device or in this page alone. */
export function statusText(status: DocumentStatus, copyLost: boolean): string {
  if (copyLost && status === 'offline') return 'Offline: keep this page open'
  if (copyLost && status === 'delayed') return 'Not saved yet: keep this page open'
  return statusTexts[status]
}
