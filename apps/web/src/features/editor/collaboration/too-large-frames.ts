/**
 * What is too large for the server, or for something on the way, costs the connection. Sent again with each new one it
 * would keep out all that is smaller, and what the others write: so it is not sent again, and its writer is told.
 */
export interface TooLargeFrames {
  /** To be called with each socket: it sends all but what one before it was closed for. */
  watch(socket: FrameSocket): void
}

/** What a WebSocket has, and whatever stands in for one. */
export interface FrameSocket extends EventTarget {
  send(data: Uint8Array<ArrayBuffer>): void
}

const TOO_LARGE = 1009
/** It concerns where we are in the text, and nothing that was written. */
const OTHER_REASON = 'awareness_too_large'

export function createTooLargeFrames(onHeldBack: () => void): TooLargeFrames {
  /** Frames of this size are not sent. */
  let tooLarge = Number.POSITIVE_INFINITY

  return {
    watch(socket) {
      const send = socket.send.bind(socket)
      let largest = 0
      socket.send = (data) => {
        if (data.byteLength >= tooLarge) return onHeldBack()
        largest = Math.max(largest, data.byteLength)
        send(data)
      }
      socket.addEventListener('close', (event) => {
        const { code, reason } = event as CloseEvent // as sockets close
        if (code === TOO_LARGE && reason !== OTHER_REASON && largest > 0) tooLarge = largest
      })
    },
  }
}
