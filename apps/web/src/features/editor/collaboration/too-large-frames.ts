/**
 * A frame that is too large for the server, or for something on the way, costs the connection. Sent again with each new
 * one, it would keep out all smaller frames, and what the others write. So it is not sent again, and its writer is
 * told. Once the writer takes some of it back, the rest is sent. A full document takes the rest as well, provided that
 * it comes without what was taken back.
 */
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import * as Y from 'yjs'

export interface TooLargeFramesOptions {
  ydoc: Y.Doc
  onHeldBack(): void
  /** Something was written since: what the server lacks may be small enough by now. */
  onChanged(): void
}

export interface TooLargeFrames {
  /** To be called with each socket, which then sends all frames except those too large for an earlier one. */
  watch(socket: FrameSocket): void
  /** To be called when the server says that the document has no room for what was sent. */
  full(): void
  /** To be called when all has arrived. */
  arrived(): void
  close(): void
}

/** The part of a WebSocket that its stand-ins have as well. */
export interface FrameSocket extends EventTarget {
  send(data: Uint8Array<ArrayBuffer>): void
}

const TOO_LARGE = 1009
/** This reason concerns our place in the text, and nothing that was written. */
const OTHER_REASON = 'awareness_too_large'
/** The protocol's types of a frame about the document, and of one that answers what the server lacks. */
const SYNC = 0
const ANSWER = 1
/** How long after the last change it is tried again, in ms: each try goes through the whole document. */
const PAUSE = 1000

export function createTooLargeFrames({ ydoc, onHeldBack, onChanged }: TooLargeFramesOptions): TooLargeFrames {
  /** Frames of this size or larger are not sent. */
  let tooLarge = Number.POSITIVE_INFINITY
  let holdsBack = false
  let isFull = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function changed(_update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) {
    if (!holdsBack || !local) return
    clearTimeout(timer)
    timer = setTimeout(onChanged, PAUSE)
  }
  ydoc.on('update', changed)

  return {
    watch(socket) {
      const send = socket.send.bind(socket)
      let largest = 0
      socket.send = (given) => {
        const data = given.byteLength < tooLarge && !isFull ? given : withoutDeleted(given, ydoc)
        if (data.byteLength >= tooLarge) {
          holdsBack = true
          return onHeldBack()
        }
        largest = Math.max(largest, data.byteLength)
        send(data)
      }
      socket.addEventListener('close', (event) => {
        const { code, reason } = event as CloseEvent // as sockets close
        if (code === TOO_LARGE && reason !== OTHER_REASON && largest > 0) tooLarge = largest
      })
    },
    full() {
      holdsBack = true
      isFull = true
    },
    arrived() {
      holdsBack = false
      isFull = false
      clearTimeout(timer)
    },
    close() {
      ydoc.off('update', changed)
      clearTimeout(timer)
    },
  }
}

/** An answer without the deleted letters, which our document keeps for undo. Any other frame is returned as it is. */
function withoutDeleted(frame: Uint8Array<ArrayBuffer>, ydoc: Y.Doc): Uint8Array<ArrayBuffer> {
  // The answer to a ping is a type alone, without a document's name.
  if (frame.byteLength === 1) return frame
  const decoder = createDecoder(frame)
  const name = readVarString(decoder)
  if (readVarUint(decoder) !== SYNC || readVarUint(decoder) !== ANSWER) return frame
  const { from } = Y.parseUpdateMeta(readVarUint8Array(decoder))
  // To copy a large document holds up the page.
  if (![...from].some(([client, clock]) => hasDeleted(ydoc, client, clock))) return frame
  const theirs = Y.decodeStateVector(Y.encodeStateVector(ydoc))
  for (const [client, clock] of from) theirs.set(client, clock)
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ydoc))
  const encoder = createEncoder()
  writeVarString(encoder, name)
  writeVarUint(encoder, SYNC)
  writeVarUint(encoder, ANSWER)
  writeVarUint8Array(encoder, Y.encodeStateAsUpdate(copy, Y.encodeStateVector(theirs)))
  copy.destroy()
  return toUint8Array(encoder)
}

/** Whether we still have the content of something deleted that this client wrote, from this clock on. */
function hasDeleted(ydoc: Y.Doc, client: number, from: number): boolean {
  return (ydoc.store.clients.get(client) ?? []).some(
    (struct) =>
      struct.id.clock + struct.length > from &&
      struct instanceof Y.Item &&
      struct.deleted &&
      !(struct.content instanceof Y.ContentDeleted),
  )
}
