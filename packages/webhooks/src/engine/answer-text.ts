import { brotliDecompressSync, constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { storable } from '@quillwire/database'
import { charsetOf } from '../charset-of.ts'
import type { ResponseHeaders } from './http/connection.ts'

/** Bytes of an answer that are kept. */
export const MAX_ANSWER_BYTES = 4096
/** As much as a few thousand bytes may decompress to; an answer that grows beyond this is made to take up memory. */
const MAX_UNPACKED_BYTES = 64 * MAX_ANSWER_BYTES

const zlib = { maxOutputLength: MAX_UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH }
const unpackers: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => gunzipSync(bytes, zlib),
  'x-gzip': (bytes) => gunzipSync(bytes, zlib),
  deflate: (bytes) => inflateSync(bytes, zlib),
  br: (bytes) =>
    brotliDecompressSync(bytes, {
      maxOutputLength: MAX_UNPACKED_BYTES,
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
    }),
  zstd: (bytes) =>
    zstdDecompressSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES, finishFlush: constants.ZSTD_e_flush }),
}

/**
 * The beginning of an answer as text, for people and for replies. Some receivers compress without being asked to, and
 * not all of them write UTF-8.
 */
export function answerText(chunks: readonly Buffer[], headers: ResponseHeaders): string {
  const came = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES)
  const encoding = headers['content-encoding']
  const bytes = encoding === undefined ? came : unpacked(came, String(encoding)).subarray(0, MAX_ANSWER_BYTES)
  const charset = charsetOf(bytes, String(headers['content-type'] ?? ''))
  return storable(decoderOf(charset).decode(bytes, { stream: true }))
}

function unpacked(bytes: Buffer, encoding: string): Buffer {
  try {
    return unpackers[encoding.trim().toLowerCase()]?.(bytes) ?? bytes
  } catch {
    return bytes
  }
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
