/**
 * The y-websocket protocol on the same documents. Its frames are Hocuspocus's without the address in front, so that
 * this is a translation of frames, in both directions, around the same transport. It has no acknowledgements and no
 * stateless messages: those frames end here.
 */
import { createDecoder, readVarString, readVarUint } from 'lib0/decoding'
import { createEncoder, toUint8Array, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { auth, frame, readFrame, writeFrame } from './frames.ts'
import { asBytes, type SocketLike } from './transport.ts'

/** y-protocols: an auth message with the reason, which the client logs. */
const PERMISSION_DENIED = 0

/** A socket for Hocuspocus that speaks y-websocket to the client behind it. */
export function speakYWebsocket(socket: SocketLike): SocketLike {
  return {
    get readyState() {
      return socket.readyState
    },
    send(data) {
      const { type, body } = readFrame(asBytes(data))
      if (type === frame.sync || type === frame.syncReply) socket.send(withType(frame.sync, body))
      else if (type === frame.awareness) socket.send(withType(frame.awareness, body))
      else if (type === frame.auth) refuse(socket, body)
      else if (type === frame.close) socket.close(4403, readVarString(createDecoder(body)))
    },
    close: (code, reason) => socket.close(code, reason),
  }
}

/** A client's frame as Hocuspocus takes it. */
export function fromYWebsocket(documentId: string, bytes: Uint8Array): Uint8Array {
  const decoder = createDecoder(bytes)
  const type = readVarUint(decoder)
  return writeFrame(documentId, type, bytes.subarray(decoder.pos))
}

function refuse(socket: SocketLike, body: Uint8Array) {
  const decoder = createDecoder(body)
  if (readVarUint(decoder) !== auth.permissionDenied) return
  const reason = readVarString(decoder)
  const encoder = createEncoder()
  writeVarUint(encoder, frame.auth)
  writeVarUint(encoder, PERMISSION_DENIED)
  writeVarString(encoder, reason)
  socket.send(toUint8Array(encoder))
  socket.close(4403, reason)
}

function withType(type: number, body: Uint8Array): Uint8Array {
  const encoder = createEncoder()
  writeVarUint(encoder, type)
  writeUint8Array(encoder, body)
  return toUint8Array(encoder)
}
