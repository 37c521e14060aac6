import { tooLarge, unsupported } from '@quillwire/core/errors'
import type { ReceivedCall } from './log-call.ts'

/** Bytes that the body of a call may have. */
const MAX_BODY_BYTES = 256 * 1024

/** Reads the body into the call, up to the limit. The beginning of a body that is too large is kept for the log. */
export async function receiveBody(
  call: ReceivedCall,
  stream: ReadableStream<Uint8Array> | null,
): Promise<void> {
  const announced = Number(call.headers['content-length'] ?? 0)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of stream ?? []) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length > MAX_BODY_BYTES) break
  }
  call.body = Buffer.concat(chunks)
  call.bodyBytes = Math.max(length, announced || 0)
  if (length > MAX_BODY_BYTES)
    throw tooLarge(
      'body_too_large',
      `A call may have at most ${MAX_BODY_BYTES / 1024} KiB. Send a link instead.`,
    )
  const encoding = call.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    throw unsupported(
      'content_encoding_unsupported',
      'A hook does not read compressed bodies. Send the body uncompressed.',
    )
}
