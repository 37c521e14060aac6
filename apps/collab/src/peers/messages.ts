/** What the processes say to each other about a document: who says it, what kind of message it is, and what it brings. */

/**
 * `question`: who is there, and where are their cursors? `missed`: something was committed that the others were not
 * told, so they have to read the log. `gone`: the sender does not have the document open any more.
 */
export const message = { update: 0, awareness: 1, question: 2, missed: 3, gone: 4 } as const

/** A process has a name of this length, which begins each of its messages. The kind follows. */
export const NAME_BYTES = 8
const NOTHING = new Uint8Array()
const CHANNEL = 'quillwire:document:'

export const channelOf = (documentId: string) => `${CHANNEL}${documentId}`
export const documentOf = (channel: string) => channel.slice(CHANNEL.length)

export const writeMessage = (sender: Uint8Array, type: number, payload: Uint8Array = NOTHING) =>
  Buffer.concat([sender, Uint8Array.of(type), payload])
export const senderOf = (bytes: Buffer) => bytes.subarray(0, NAME_BYTES)
/** -1 if there is none. */
export const typeOf = (bytes: Buffer) => bytes[NAME_BYTES] ?? -1
export const payloadOf = (bytes: Buffer) => bytes.subarray(NAME_BYTES + 1)
