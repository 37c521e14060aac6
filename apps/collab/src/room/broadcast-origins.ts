/**
 * Whose words a broadcast brings. What comes from one channel alone need not go back to it, and clients are sent nothing
 * that they said themselves.
 */
import type { DocumentChannel } from './document-channel.ts'

/** Whose words have gathered for the next broadcast (`from`), and whose are in the one that is being sent. */
export interface BroadcastOrigins {
  from: DocumentChannel | typeof SEVERAL | undefined
  bytes: Uint8Array | undefined
  by: DocumentChannel | typeof SEVERAL | undefined
}

export const SEVERAL = Symbol('several writers')

export function noOrigins(): BroadcastOrigins {
  return { from: undefined, bytes: undefined, by: undefined }
}

/** The next broadcast brings words of this channel; of nobody in particular where there is none. */
export function addOrigin(origins: BroadcastOrigins, channel: DocumentChannel | undefined) {
  const { from } = origins
  origins.from = channel && (from === undefined || from === channel) ? channel : SEVERAL
}

/** A broadcast is one buffer that is sent to many: at its first sight it takes what has gathered. */
export function isOnlyFrom(origins: BroadcastOrigins, bytes: Uint8Array, channel: DocumentChannel): boolean {
  if (origins.bytes !== bytes) {
    origins.bytes = bytes
    origins.by = origins.from
    origins.from = undefined
  }
  return origins.by === channel
}
