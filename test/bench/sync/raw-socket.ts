/**
 * A WebSocket client that costs next to nothing: frames are masked with zeros, and incoming bytes are only split into
 * frames. With a library the generator would need more CPU than the servers that it measures.
 */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface RawSocket {
  send(frames: readonly Uint8Array[]): void
  /** Called with each frame's bytes. If unset, incoming bytes are discarded. */
  onFrame: ((bytes: Buffer) => void) | undefined
  close(): void
}

const HANDSHAKE_END = Buffer.from('\r\n\r\n')

export function openRawSocket(url: string): Promise<RawSocket> {
  const { hostname, port, pathname, search } = new URL(url)
  return new Promise((resolve, reject) => {
    let open = false
    let rest: Buffer = Buffer.alloc(0)
    const take = (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (!open) {
        const end = rest.indexOf(HANDSHAKE_END)
        if (end < 0) return
        if (!rest.toString('latin1', 0, 12).includes('101'))
          return reject(new Error(rest.toString('latin1', 0, end)))
        open = true
        rest = rest.subarray(end + HANDSHAKE_END.length)
        resolve(raw)
      }
      if (!raw.onFrame) {
        // The borders of frames are lost from here on: a reader must set onFrame before the first frame.
        rest = Buffer.alloc(0)
        return
      }
      let at = 0
      for (;;) {
        const frame = frameAt(rest, at)
        if (!frame) break
        at = frame.end
        if (frame.opcode === 2) raw.onFrame(rest.subarray(frame.start, frame.end))
      }
      rest = at === 0 ? rest : rest.subarray(at)
      // Copied: the next read overwrites this buffer.
      if (rest.length > 0) rest = Buffer.from(rest)
    }
    const buffer = Buffer.allocUnsafe(256 * 1024)
    const socket: Socket = connect({
      host: hostname,
      port: Number(port),
      onread: {
        buffer,
        callback(count) {
          take(buffer.subarray(0, count))
          return true
        },
      },
    })
    const raw: RawSocket = {
      send: (frames) => void socket.write(Buffer.concat(frames.map(masked))),
      onFrame: undefined,
      close: () => socket.destroy(),
    }
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    )
  })
}

function frameAt(bytes: Buffer, at: number): { opcode: number; start: number; end: number } | null {
  if (bytes.length < at + 2) return null
  const opcode = (bytes[at] ?? 0) & 0x0f
  let length = (bytes[at + 1] ?? 0) & 0x7f
  let start = at + 2
  if (length === 126) {
    if (bytes.length < at + 4) return null
    length = bytes.readUInt16BE(at + 2)
    start = at + 4
  } else if (length === 127) {
    if (bytes.length < at + 10) return null
    length = Number(bytes.readBigUInt64BE(at + 2))
    start = at + 10
  }
  const end = start + length
  return bytes.length < end ? null : { opcode, start, end }
}

/** A binary frame with a mask of zeros, which leaves the bytes as they are. */
function masked(bytes: Uint8Array): Buffer {
  const length = bytes.byteLength
  const header = length < 126 ? Buffer.alloc(6) : Buffer.alloc(8)
  header[0] = 0x82
  if (length < 126) header[1] = 0x80 | length
  else {
    header[1] = 0x80 | 126
    header.writeUInt16BE(length, 2)
  }
  return Buffer.concat([header, bytes])
}
