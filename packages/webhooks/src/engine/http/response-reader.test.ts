import { expect, test } from 'vitest'
import type { ResponseHeaders } from './connection.ts'
import { ResponseReader } from './response-reader.ts'

interface Outcome {
  informational: number
  status?: number
  headers?: ResponseHeaders
  body: string
  /** Null where the answer was not whole when the bytes were over, or the connection ended. */
  keepAliveMs: number | null
  failure?: string
}

/** What becomes of an answer that comes in these pieces, after which the connection ends. */
function read(...pieces: (string | Buffer)[]): Outcome {
  const outcome: Outcome = { informational: 0, body: '', keepAliveMs: null }
  const reader = new ResponseReader({
    onInformational() {
      outcome.informational += 1
    },
    onHead: (status, headers) => Object.assign(outcome, { status, headers: { ...headers } }),
    onBody(chunk) {
      outcome.body += chunk.toString('latin1')
    },
  })
  try {
    for (const piece of pieces)
      if (reader.read(Buffer.from(piece as string, 'latin1')))
        return { ...outcome, keepAliveMs: reader.keepAliveMs }
    reader.end()
    return outcome
  } catch (error) {
    return { ...outcome, failure: (error as { code: string }).code }
  }
}

const OK = 'HTTP/1.1 200 OK\r\n'

const answers: Record<string, [string, Partial<Outcome>]> = {
  'a length': [`${OK}Content-Length: 2\r\n\r\nok`, { body: 'ok', keepAliveMs: Number.POSITIVE_INFINITY }],
  'no body': [
    'HTTP/1.1 204 No Content\r\n\r\n',
    { status: 204, body: '', keepAliveMs: Number.POSITIVE_INFINITY },
  ],
  'a length of what is not sent': [
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n',
    { status: 304, body: '', keepAliveMs: Number.POSITIVE_INFINITY },
  ],
  'no reason': [
    'HTTP/1.1 404\r\ncontent-length: 0\r\n\r\n',
    { status: 404, keepAliveMs: Number.POSITIVE_INFINITY },
  ],
  chunks: [
    `${OK}transfer-encoding: gzip, Chunked\r\n\r\n2;a="b"\r\nok\r\n00A \r\n0123456789\r\n0\r\nx-trailer: 1\r\n\r\n`,
    { body: 'ok0123456789', keepAliveMs: Number.POSITIVE_INFINITY },
  ],
  'the end of the connection': [
    `${OK}x-a: b\r\n\r\nall there is`,
    { body: 'all there is', keepAliveMs: null },
  ],
  'informational responses first': [
    `HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}content-length: 2\r\n\r\nok`,
    { informational: 2, status: 200, body: 'ok' },
  ],
  'a header twice': [
    `${OK}set-cookie: a\r\nSet-Cookie:  b \t\r\ncontent-length: 0\r\n\r\n`,
    { headers: { 'set-cookie': ['a', 'b'], 'content-length': '0' } },
  ],
  'the end said beforehand': [`${OK}connection: x, Close\r\ncontent-length: 0\r\n\r\n`, { keepAliveMs: 0 }],
  'a time for the connection': [
    `${OK}keep-alive: max=5, timeout=3\r\ncontent-length: 0\r\n\r\n`,
    { keepAliveMs: 2000 },
  ],
  'no time for the connection': [
    `${OK}keep-alive: timeout=0\r\ncontent-length: 0\r\n\r\n`,
    { keepAliveMs: 0 },
  ],
  'the old version': ['HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok', { body: 'ok', keepAliveMs: 0 }],
  'more than was asked for': [
    `${OK}content-length: 2\r\n\r\nokHTTP/1.1 410 Gone\r\n`,
    { body: 'ok', keepAliveMs: 0 },
  ],
}

test.each(Object.entries(answers))('%s, in whatever pieces it comes', (_what, [text, outcome]) => {
  expect(read(text)).toMatchObject(outcome)
  if (outcome.keepAliveMs === 0 && outcome.body === 'ok' && text.includes('410')) return
  for (let at = 1; at < text.length; at++)
    expect(read(text.slice(0, at), text.slice(at)), `cut at ${at}`).toMatchObject(outcome)
  expect(read(...text)).toMatchObject(outcome)
})

test.each<[string, string, string]>([
  ['another protocol', 'SSH', 'QUILLWIRE_NOT_HTTP'],
  ['a line feed alone', 'HTTP/1.1 200 OK\nx', 'QUILLWIRE_NOT_HTTP'],
  ['a later version', 'HTTP/2 200 OK\r\n', 'QUILLWIRE_NOT_HTTP'],
  ['a space before a colon', `${OK}x-a : b\r\n\r\n`, 'QUILLWIRE_NOT_HTTP'],
  ['no colon', `${OK}x-a\r\n\r\n`, 'QUILLWIRE_NOT_HTTP'],
  ['a length with a sign', `${OK}content-length: +2\r\n\r\nok`, 'QUILLWIRE_LENGTH'],
  ['two lengths in one', `${OK}content-length: 2, 2\r\n\r\nok`, 'QUILLWIRE_LENGTH'],
  ['too much of a head', `${OK}x: ${'y'.repeat(20_000)}`, 'QUILLWIRE_HEADERS'],
  ['too much of a head, whole', `${OK}x: ${'y'.repeat(20_000)}\r\n\r\n`, 'QUILLWIRE_HEADERS'],
  ['a head that ends too soon', `${OK}x-a: `, 'QUILLWIRE_CUT'],
  ['a body that ends too soon', `${OK}content-length: 3\r\n\r\nok`, 'QUILLWIRE_CUT'],
  ['chunks without an end', `${OK}transfer-encoding: chunked\r\n\r\n2\r\nok\r\n`, 'QUILLWIRE_CUT'],
  ['a chunk longer than it says', `${OK}transfer-encoding: chunked\r\n\r\n1\r\nok\r\n`, 'QUILLWIRE_NOT_HTTP'],
  ['a size beyond all', `${OK}transfer-encoding: chunked\r\n\r\nfffffffff\r\n`, 'QUILLWIRE_NOT_HTTP'],
  ['a size with a sign', `${OK}transfer-encoding: chunked\r\n\r\n-1\r\n`, 'QUILLWIRE_NOT_HTTP'],
  [
    'a size before a line feed alone',
    `${OK}transfer-encoding: chunked\r\n\r\n22\nok\r\n0\r\n\r\n`,
    'QUILLWIRE_NOT_HTTP',
  ],
  [
    'a size without an end',
    `${OK}transfer-encoding: chunked\r\n\r\n2;${'x'.repeat(2000)}`,
    'QUILLWIRE_NOT_HTTP',
  ],
  [
    'trailers without an end',
    `${OK}transfer-encoding: chunked\r\n\r\n0\r\n${'x: y\r\n'.repeat(4000)}`,
    'QUILLWIRE_NOT_HTTP',
  ],
])('%s is refused', (_what, text, failure) => {
  expect(read(text).failure).toBe(failure)
})

test('blanks within the value of a header hold nothing up, in however many informational responses', () => {
  const value = `a${' '.repeat(16_000)}b`
  const hint = `HTTP/1.1 103 Early Hints\r\nlink: ${value}\r\n\r\n`
  // Looking on from each blank would take half a second a head.
  const outcome = read(hint.repeat(100), `${OK}x: \t${value} \r\ncontent-length: 2\r\n\r\nok`)
  expect(outcome).toMatchObject({ informational: 100, headers: { x: value }, body: 'ok' })
})
