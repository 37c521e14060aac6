/**
 * Between Hocuspocus and the socket. Hocuspocus acknowledges an update as soon as it is in memory; here that frame is
 * held back until the update is committed. All other frames pass at once.
 */
import type { WebSocket } from 'ws'
import { isAcknowledgement } from './frames.ts'
import type { UpdateLog } from './update-log.ts'

/** What Hocuspocus needs of a socket. */
export interface SocketLike {
  readonly readyState: number
  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void
  close(code?: number, reason?: string): void
}

export interface TransportOptions {
  log: UpdateLog
  /** Told how many milliseconds an acknowledgement waited for its commit. */
  onAcknowledged?: (waitedMs: number) => void
}

/** Bytes that may wait for a reader who does not read, before the connection is dropped. */
const UNREAD_LIMIT = 32 * 1024 * 1024

export function createTransport(socket: WebSocket, { log, onAcknowledged }: TransportOptions): SocketLike {
  const send = (bytes: Uint8Array) => {
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > UNREAD_LIMIT) return socket.terminate()
    socket.send(bytes)
  }
  return {
    get readyState() {
      return socket.readyState
    },
    send(data) {
      const bytes = asBytes(data)
      if (!isAcknowledgement(bytes)) return send(bytes)
      const start = performance.now()
      log.whenCommitted(() => {
        onAcknowledged?.(performance.now() - start)
        send(bytes)
      })
    },
    close: (code, reason) => socket.close(code, reason),
  }
}

export function asBytes(data: string | ArrayBufferLike | Blob | ArrayBufferView): Uint8Array {
  if (data instanceof Uint8Array) return data
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data)
  throw new TypeError('The protocol has only binary frames.')
}
