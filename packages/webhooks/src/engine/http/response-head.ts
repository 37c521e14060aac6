/**
 * Status line and headers of an answer (RFC 9112), read as strictly as Node reads them: a receiver that writes
 * something else may mean something else.
 */

import { FIELD_NAME, NOT_IN_FIELD_VALUE } from '../../field-syntax.ts'
import { memoized } from '../../memoized.ts'
import type { ResponseHeaders } from './connection.ts'
import { failure } from './failure.ts'

export interface ResponseHead {
  status: number
  headers: ResponseHeaders
  /** What tells where the body ends: a number of bytes, its chunks, or the end of the connection. */
  body: number | 'chunked' | 'until closed'
  /** How long the connection may be used again, in ms; zero where it ends with this answer. */
  keepAliveMs: number
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/
/**
 * Space at the end is matched from its first blank only: tried from every blank, a long run within the value would take
 * seconds.
 */
const SPACE_AROUND = /^[ \t]+|(?<![ \t])[ \t]+$/g
/** The receiver counts from when it sent the answer, and we count from when we read it. */
const SOONER_MS = 1000

/** @param text everything before the empty line. */
export function readHead(text: string): ResponseHead {
  const lines = text.split('\r\n')
  if (lines.some((line) => NOT_IN_FIELD_VALUE.test(line))) throw failure('QUILLWIRE_NOT_HTTP')
  const [, minor, code] = STATUS_LINE.exec(lines[0] ?? '') ?? []
  if (code === undefined) throw failure('QUILLWIRE_NOT_HTTP')
  const status = Number(code)
  const headers = readHeaders(lines)
  return {
    status,
    headers,
    body: status < 200 || status === 204 || status === 304 ? 0 : bodyOf(headers),
    // A receiver that announces a body with its 204 may send one all the same, as the next request goes out.
    keepAliveMs: minor === '1' && !(status === 204 && announcesBody(headers)) ? keepAliveOf(headers) : 0,
  }
}

function announcesBody(headers: ResponseHeaders): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers
  return length !== '0' || encoding !== undefined
}

/** Without a prototype, so that a header may have any name. */
function readHeaders(lines: readonly string[]): ResponseHeaders {
  const headers = Object.create(null) as ResponseHeaders // of strings from here on
  for (let at = 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const colon = line.indexOf(':')
    const name = nameOf(line.slice(0, Math.max(0, colon)))
    const value = line.slice(colon + 1).replace(SPACE_AROUND, '')
    const before = headers[name]
    if (before === undefined) headers[name] = value
    else headers[name] = [before, value].flat()
  }
  return headers
}

const nameOf = memoized((text) => {
  // A line that begins with a space would continue the header before it. Today that is written only to deceive.
  if (!FIELD_NAME.test(text)) throw failure('QUILLWIRE_NOT_HTTP')
  return text.toLowerCase()
})

function bodyOf(headers: ResponseHeaders): ResponseHead['body'] {
  const encoding = headers['transfer-encoding']
  const length = headers['content-length']
  if (encoding !== undefined) {
    // Both headers say where the body ends.
    if (length !== undefined) throw failure('QUILLWIRE_LENGTH')
    return tokens(encoding).at(-1) === 'chunked' ? 'chunked' : 'until closed'
  }
  if (length === undefined) return 'until closed'
  if (typeof length !== 'string' || !/^\d+$/.test(length)) throw failure('QUILLWIRE_LENGTH')
  if (!Number.isSafeInteger(Number(length))) throw failure('QUILLWIRE_LENGTH')
  return Number(length)
}

function keepAliveOf(headers: ResponseHeaders): number {
  const { connection, 'keep-alive': hint } = headers
  if (connection !== undefined && tokens(connection).includes('close')) return 0
  if (typeof hint !== 'string') return Number.POSITIVE_INFINITY
  const seconds = /(?:^|[ ,;])timeout=(\d+)/.exec(hint)?.[1]
  return seconds === undefined ? Number.POSITIVE_INFINITY : Math.max(0, Number(seconds) * 1000 - SOONER_MS)
}

function tokens(value: string | string[]): string[] {
  const list = typeof value === 'string' ? value : value.join()
  return list
    .toLowerCase()
    .split(',')
    .map((token) => token.trim())
}
