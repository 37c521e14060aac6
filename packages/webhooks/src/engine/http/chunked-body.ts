/** A body in chunks (RFC 9112, 7.1), each preceded by a line that says how long it is. */
import { failure } from './failure.ts'

const SIZE = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i
/** Of one line, and of all trailers together. */
const MAX_LINE_BYTES = 1024
const MAX_TRAILER_BYTES = 16_384
const LINE_FEED = 10

export class ChunkedBody {
  #expected: 'size' | 'data' | 'end of data' | 'trailer' = 'size'
  /** What has come of the present line. */
  #line = ''
  /** Bytes of the chunk that are still to come. */
  #left = 0
  #trailers = 0

  /**
   * Takes the bytes from index `from` on.
   * @returns the index behind the body, or -1 where more is to come.
   */
  read(bytes: Buffer, from: number, onData: (chunk: Buffer) => void): number {
    let at = from
    while (at < bytes.length) {
      if (this.#expected === 'data') {
        const end = Math.min(bytes.length, at + this.#left)
        this.#left -= end - at
        if (this.#left === 0) this.#expected = 'end of data'
        onData(bytes.subarray(at, end))
        at = end
        continue
      }
      const lineFeed = bytes.indexOf(LINE_FEED, at)
      const end = lineFeed < 0 ? bytes.length : lineFeed
      this.#grow(bytes, at, end)
      if (lineFeed < 0) return -1
      at = end + 1
      if (this.#takeLine()) return at
    }
    return -1
  }

  #grow(bytes: Buffer, from: number, end: number) {
    const inTrailers = this.#expected === 'trailer'
    if (inTrailers) this.#trailers += end - from + 1
    if (this.#line.length + end - from > MAX_LINE_BYTES || this.#trailers > MAX_TRAILER_BYTES)
      throw failure('QUILLWIRE_NOT_HTTP')
    this.#line += bytes.toString('latin1', from, end)
  }

  /** Whether it was the last line. */
  #takeLine(): boolean {
    const line = this.#line
    this.#line = ''
    if (!line.endsWith('\r')) throw failure('QUILLWIRE_NOT_HTTP')
    if (this.#expected === 'trailer') return line === '\r'
    if (this.#expected === 'end of data') {
      if (line !== '\r') throw failure('QUILLWIRE_NOT_HTTP')
      this.#expected = 'size'
      return false
    }
    const size = SIZE.exec(line.slice(0, -1))?.[1]
    if (size === undefined) throw failure('QUILLWIRE_NOT_HTTP')
    this.#left = Number.parseInt(size, 16)
    this.#expected = this.#left === 0 ? 'trailer' : 'data'
    return false
  }
}
