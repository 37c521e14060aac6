/**
 * Reads one answer from a connection, as its bytes come. It buffers nothing but a head that is not whole yet, and
 * reports everything else at once.
 */
import { ChunkedBody } from './chunked-body.ts'
import type { ResponseHandler } from './connection.ts'
import { failure } from './failure.ts'
import { type ResponseHead, readHead } from './response-head.ts'

/** The same limit as Node's. */
const MAX_HEAD_BYTES = 16_384
const HEAD_END = '\r\n\r\n'
const BEGINNING = 'HTTP/1.'
const SWITCHING_PROTOCOLS = 101

type Events = Pick<ResponseHandler, 'onInformational' | 'onHead' | 'onBody'>

export class ResponseReader {
  readonly #events: Events
  /** What has come of a head that is not whole yet. */
  #begun: Buffer | null = null
  #head: ResponseHead | null = null
  /** Bytes of a body with a length that are still to come. */
  #left = 0
  #chunked: ChunkedBody | null = null
  #surplus = false

  constructor(events: Events) {
    this.#events = events
  }

  /** How long the connection may be used again after an answer that is whole, in ms. */
  get keepAliveMs(): number {
    return this.#surplus ? 0 : (this.#head?.keepAliveMs ?? 0)
  }

  /**
   * Takes the next bytes.
   * @returns whether the answer is whole.
   * @throws a failure where it is not HTTP, or its head is too long.
   */
  read(bytes: Buffer): boolean {
    let at = 0
    let all = bytes
    while (!this.#head) {
      all = this.#begun ? Buffer.concat([this.#begun, all]) : all
      const end = all.indexOf(HEAD_END, Math.max(at, (this.#begun?.length ?? 0) - HEAD_END.length))
      if (end < 0 || end - at > MAX_HEAD_BYTES) {
        this.#begun = headSoFar(all.subarray(at))
        return false
      }
      this.#begun = null
      this.#takeHead(readHead(all.toString('latin1', at, end)))
      at = end + HEAD_END.length
    }
    const end = this.#takeBody(this.#head, all, at)
    if (end < 0) return false
    // Surplus bytes could be taken for the answer to the next request.
    this.#surplus = end < all.length
    return true
  }

  /** The receiver sends no more. @throws a failure where the answer is not whole. */
  end(): void {
    if (this.#head?.body !== 'until closed') throw failure('QUILLWIRE_CUT')
  }

  #takeHead(head: ResponseHead) {
    // We did not offer to go on with another protocol.
    if (head.status === SWITCHING_PROTOCOLS) throw failure('QUILLWIRE_PROTOCOL')
    if (head.status < 200) return this.#events.onInformational()
    this.#head = head
    if (head.body === 'chunked') this.#chunked = new ChunkedBody()
    else if (head.body !== 'until closed') this.#left = head.body
    this.#events.onHead(head.status, head.headers)
  }

  /** @returns the index at which the body ends, or -1 where more is to come. */
  #takeBody({ body }: ResponseHead, bytes: Buffer, from: number): number {
    if (this.#chunked) return this.#chunked.read(bytes, from, (chunk) => this.#events.onBody(chunk))
    const end = body === 'until closed' ? bytes.length : Math.min(bytes.length, from + this.#left)
    if (end > from) this.#events.onBody(bytes.subarray(from, end))
    if (body === 'until closed') return -1
    this.#left -= end - from
    return this.#left === 0 ? end : -1
  }
}

/**
 * Bytes that can still become a head. Throws as soon as they cannot: a peer that speaks another protocol may wait for
 * us to go on.
 */
function headSoFar(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1', 0, MAX_HEAD_BYTES)
  const isHttp = text.length < BEGINNING.length ? BEGINNING.startsWith(text) : text.startsWith(BEGINNING)
  if (!isHttp || /(?<!\r)\n/.test(text)) throw failure('QUILLWIRE_NOT_HTTP')
  if (bytes.length > MAX_HEAD_BYTES) throw failure('QUILLWIRE_HEADERS')
  return bytes
}
