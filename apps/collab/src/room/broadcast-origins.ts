/** Whose words a broadcast brings. One that comes from a single channel is not sent back to it. */
import type { DocumentChannel } from './document-channel.ts'

/** Whose words have gathered for the next broadcast (`from`), and whose (`by`) are in the one being sent (`bytes`). */
export interface BroadcastOrigins {
  from: DocumentChannel | typeof SEVERAL | undefined
  bytes: Uint8Array | undefined
  by: DocumentChannel | typeof SEVERAL | undefined
}

export const SEVERAL = Symbol('several writers')

export function noOrigins(): BroadcastOrigins {
  return { from: undefined, bytes: undefined, by: undefined }
}

/** The next broadcast will bring words of this channel; undefined if they are of no channel, or of several. */
export function addOrigin(origins: BroadcastOrigins, channel: DocumentChannel | undefined) {
  const { from } = origins
  origins.from = channel && (from === undefined || from === channel) ? channel : SEVERAL
}

/** Whether a broadcast (one buffer for many clients) is this channel's alone. At first sight it takes what gathered. */
export function isOnlyFrom(origins: BroadcastOrigins, bytes: Uint8Array, channel: DocumentChannel): boolean {
  if (origins.bytes !== bytes) {
    origins.bytes = bytes
    origins.by = origins.from
    origins.from = undefined
  }
  return origins.by === channel
}
