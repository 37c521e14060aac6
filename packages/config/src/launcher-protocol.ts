/** What the launcher and its processes say to each other over Node's IPC channel. */

/** From a process to the launcher: it serves. */
export type FromChild = { type: 'ready' }

/** From the launcher to collab, with the accepted socket as the message's handle. */
export interface UpgradeMessage {
  type: 'upgrade'
  method: string
  url: string
  headers: Record<string, string | string[] | undefined>
  /** What came after the request's head, base64. */
  head: string
  remoteAddress: string | null
}
