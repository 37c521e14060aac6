/**
 * What is too large for the server, or for something on the way, costs the connection. Sent again with each new one it
 * would keep out all that is smaller, and what the others write: so it is not sent again, and its writer is told. Who takes
 * some of it back has it sent as it is then.
 */
import { createDecoder, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import * as Y from 'yjs'

export interface TooLargeFramesOptions {
  ydoc: Y.Doc
  onHeldBack(): void
  /** Something was written since: what is lacking there may be small enough by now. */
  onChanged(): void
}

export interface TooLargeFrames {
  /** To be called with each socket: it sends all but what one before it was closed for. */
  watch(socket: FrameSocket): void
  /** To be called when all has arrived. */
  arrived(): void
  close(): void
}

/** What a WebSocket has, and whatever stands in for one. */
export interface FrameSocket extends EventTarget {
  send(data: Uint8Array<ArrayBuffer>): void
}

const TOO_LARGE = 1009
/** It concerns where we are in the text, and nothing that was written. */
const OTHER_REASON = 'awareness_too_large'
/** Of the protocol: a frame about the document, which answers what the server lacks. */
const SYNC = 0
const ANSWER = 1
/** After the last change, ms: the whole document is gone through for it. */
const PAUSE = 1000

export function createTooLargeFrames({ ydoc, onHeldBack, onChanged }: TooLargeFramesOptions): TooLargeFrames {
  /** Frames of this size are not sent. */
  let tooLarge = Number.POSITIVE_INFINITY
  let holdsBack = false
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
        const data = given.byteLength < tooLarge ? given : withoutDeleted(given, ydoc)
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
    arrived() {
      holdsBack = false
      clearTimeout(timer)
    },
    close() {
      ydoc.off('update', changed)
      clearTimeout(timer)
    },
  }
}

/** An answer without the letters that were deleted, which our document keeps for undoing. Any other frame as it is. */
function withoutDeleted(frame: Uint8Array<ArrayBuffer>, ydoc: Y.Doc): Uint8Array<ArrayBuffer> {
  const decoder = createDecoder(frame)
  const name = readVarString(decoder)
  if (readVarUint(decoder) !== SYNC || readVarUint(decoder) !== ANSWER) return frame
  const theirs = Y.decodeStateVector(Y.encodeStateVector(ydoc))
  for (const [client, clock] of Y.parseUpdateMeta(readVarUint8Array(decoder)).from) theirs.set(client, clock)
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
