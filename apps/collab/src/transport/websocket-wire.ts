/**
 * Writing to many sockets at the price of few. A frame that goes to a whole room is framed once, and the same buffer is
 * written to each socket; what one turn of the event loop has for a socket leaves in one write. `ws` reads, answers
 * pings and closes. A whole frame written past it never splits one of its own, since compression is off.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** The way to one client, whatever carries it. */
export interface Wire {
  /** Bytes that were sent and that the system has not taken yet. */
  readonly unread: number
  /** @returns whether the other side will get anything of it. */
  send(bytes: Uint8Array): boolean
  close(code: number, reason: string): void
  /** Ends it without a word, for a client that does not listen. */
  terminate(): void
}

export function createWebSocketWire(socket: WebSocket, stream: Duplex): Wire {
  let queue: Uint8Array[] = []
  /** The bytes in the queue: many frames may come in one turn, and each may be answered with a document. */
  let queued = 0
  /** Whether the queue has pieces that cost more to copy than to write one by one. */
  let large = false
  let closed = false
  /** Whether the stream was full at the last write. Only then is it asked how much waits, and not for every frame. */
  let full = false

  function write() {
    if (queue.length === 0) return
    const pieces = queue
    queue = []
    queued = 0
    if (socket.readyState !== socket.OPEN) return
    if (!large) {
      full = !stream.write(joined(pieces))
      return
    }
    large = false
    stream.cork()
    for (const piece of pieces) full = !stream.write(piece)
    stream.uncork()
  }

  return {
    get unread() {
      return full ? queued + stream.writableLength : queued
    },
    send(bytes) {
      if (closed) return false
      if (queue.length === 0) atEndOfTurn(write)
      queued += bytes.byteLength
      if (bytes.byteLength < LARGE_BYTES) queue.push(framed(bytes))
      else {
        queue.push(frameHeader(bytes.byteLength), bytes)
        large = true
      }
      return true
    },
    close(code, reason) {
      write()
      closed = true
      socket.close(code, reason)
    },
    terminate: () => socket.terminate(),
  }
}

/** From this size on a frame is not copied behind its header. */
const LARGE_BYTES = 32_768

let writers: (() => void)[] = []

function atEndOfTurn(write: () => void) {
  if (writers.push(write) === 1) queueMicrotask(writeAll)
}

function writeAll() {
  const due = writers
  writers = []
  for (const write of due) write()
}

/** The bytes framed last, and their frame: a broadcast sends the same bytes to one socket after another. */
let known: { bytes: Uint8Array; frame: Buffer } | undefined

function framed(bytes: Uint8Array): Buffer {
  if (known?.bytes !== bytes) known = { bytes, frame: Buffer.concat([frameHeader(bytes.byteLength), bytes]) }
  return known.frame
}

/** The header of a binary frame in one fragment, unmasked as servers send it (RFC 6455, 5.2). */
function frameHeader(length: number): Buffer {
  const header = Buffer.allocUnsafe(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  header[0] = 0x82
  if (header.length === 2) header[1] = length
  else if (header.length === 4) {
    header[1] = 126
    header.writeUInt16BE(length, 2)
  } else {
    header[1] = 127
    header.writeBigUInt64BE(BigInt(length), 2)
  }
  return header
}

let lastJoined: { frames: readonly Uint8Array[]; bytes: Uint8Array } | undefined

/** Several frames in one buffer: the same one for sockets that get the same frames one after another. */
function joined(frames: readonly Uint8Array[]): Uint8Array {
  const [only] = frames
  if (only && frames.length === 1) return only
  if (!lastJoined || !same(lastJoined.frames, frames)) lastJoined = { frames, bytes: Buffer.concat(frames) }
  return lastJoined.bytes
}

function same(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  return one.length === other.length && one.every((frame, index) => frame === other[index])
}
