/**
 * Requests from strangers: meaningless or harmful paths, queries, headers and WebSocket handshakes. Some are well
 * formed, some are not HTTP at all.
 */
import type { Random } from './random.ts'

export interface HostileRequest {
  bytes: Uint8Array
  /** The request is incomplete: the connection ends after it. */
  cut: boolean
  /** What is sent if the server accepts it as a WebSocket handshake. */
  upgraded: Uint8Array
}

/** @param session an existing session, the only valid part of the request. */
export function hostileRequest(random: Random, documentId: string, session: string): HostileRequest {
  const lines = [requestLine(random, documentId, session)]
  if (random.chance(0.9)) lines.push('Host: localhost')
  if (random.chance(0.4)) lines.push(...upgrade(random))
  for (let count = random.below(5); count > 0; count--) lines.push(header(random))
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  const body = random.chance(0.3) ? random.bytes(random.below(300)) : new Uint8Array()
  const whole = Buffer.concat([random.chance(0.1) ? spoilt(random, head) : head, body])
  const cut = random.chance(0.15)
  return {
    bytes: cut ? whole.subarray(0, random.below(whole.length)) : whole,
    cut,
    upgraded: webSocketNoise(random),
  }
}

const METHODS = [
  'GET',
  'POST',
  'HEAD',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PRI',
  'get',
  '',
  '\0',
]
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', '', 'HTTP/1.1 ']
const NUMBERS = [
  '0',
  '1',
  '-1',
  '00',
  '0x0',
  '1e0',
  'NaN',
  '',
  '%30',
  '0%00',
  '999999999999999',
  '1'.repeat(400),
]

function requestLine(random: Random, documentId: string, session: string): string {
  const method = random.chance(0.6) ? random.pick(['GET', 'POST']) : random.pick(METHODS)
  const version = random.chance(0.8) ? 'HTTP/1.1' : random.pick(VERSIONS)
  return `${method} ${path(random, documentId)}${query(random, session)} ${version}`
}

function path(random: Random, documentId: string): string {
  const long = 'x'.repeat(random.below(20_000))
  return random.pick([
    '/collab',
    '/collab/stream',
    '/collab/frames',
    `/yjs/${documentId}`,
    `/yjs/${documentId.toUpperCase()}`,
    '/collab/',
    '/collab//stream',
    '//collab/stream',
    '/collab/%73tream',
    '/collab/frames/',
    '/collab/../collab/frames',
    '/collab/frames;a=b',
    '/COLLAB/frames',
    '/yjs/',
    '/yjs/%',
    '/yjs/%00',
    '/yjs/%2e%2e',
    '/yjs/../collab',
    '/yjs/\x80\xff',
    '/yjs/__proto__',
    `/yjs/${long}`,
    `/${long}`,
    '/',
    '//',
    '///',
    '/\\',
    '/%',
    '/%00',
    '/\0',
    '//h:99999/collab',
    '/.:80@[::1',
    'http://',
    'http://localhost/collab/stream',
    'http://u:p@[::1/collab',
    'localhost:80',
    '*',
    '',
    '/readyz',
    '/metrics/..',
  ])
}

function query(random: Random, session: string): string {
  const number = random.pick(NUMBERS)
  return random.pick([
    '',
    '?',
    '?%',
    '?%00=%ff',
    '?\x80=\xff',
    '#frames',
    `?session=${session}&number=${number}`,
    `?session=${session.slice(1)}&number=0`,
    `?session=${session}%00&number=0`,
    `?session=${session}&session=${session}&number=0&number=${number}`,
    `?number=${number}`,
    `?session[]=${session}&number[]=0`,
    `?session=__proto__&number=0`,
    `?token=${'t'.repeat(random.below(15_000))}`,
    '?token=%',
    `?${'a=b&'.repeat(random.below(4000))}`,
    `?${'&'.repeat(random.below(9000))}`,
  ])
}

function header(random: Random): string {
  const noise = Buffer.from(random.bytes(random.below(60))).toString('latin1')
  return random.pick([
    'Host: ',
    `Host: ${noise}`,
    'Origin: null',
    'Origin: https://evil.example',
    'Origin: http://[::1',
    `Origin: ${noise}`,
    'Origin: http://localhost\r\nOrigin: http://localhost',
    'X-Forwarded-Host: evil.example',
    `X-Forwarded-For: ${'10.0.0.1, '.repeat(random.below(1000))}`,
    'X-Forwarded-For: ::ffff:999.1.1.1, %, -',
    `X-Forwarded-For: ${noise}`,
    'Connection: close',
    'Connection: Upgrade, Upgrade',
    'Content-Length: 0',
    'Content-Length: -1',
    'Content-Length: 3\r\nContent-Length: 4',
    'Content-Length: 99999999999999999999',
    `Content-Length: ${random.below(2 ** 31)}`,
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Length: 5',
    'Transfer-Encoding: chunked, chunked',
    'Transfer-Encoding: gzip',
    'Expect: 100-continue',
    'Expect: a miracle',
    'Content-Type: \xff',
    '__proto__: x',
    'constructor: x',
    'no colon',
    ': no name',
    'N\xe4me: x',
    'Folded: x\r\n y',
    'Nul: \0',
    `Cookie: ${'c=d; '.repeat(random.below(4000))}`,
    'Many: x\r\n'.repeat(random.below(3000)).trimEnd() || 'Few: x',
    noise,
  ])
}

function upgrade(random: Random): string[] {
  const usually = (usual: string, ...others: string[]) => (random.chance(0.8) ? usual : random.pick(others))
  return [
    'Connection: Upgrade',
    `Upgrade: ${usually('websocket', 'h2c', 'WebSocket, h2c', '')}`,
    `Sec-WebSocket-Version: ${usually('13', '8', '99', 'x', '')}`,
    `Sec-WebSocket-Key: ${usually('AAAAAAAAAAAAAAAAAAAAAA==', 'short', 'A'.repeat(5000), '')}`,
    ...(random.chance(0.3)
      ? [
          random.pick([
            'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99999',
            'Sec-WebSocket-Extensions: ;;;,,,',
            'Sec-WebSocket-Protocol: a,a',
            'Sec-WebSocket-Protocol: \xff',
          ]),
        ]
      : []),
  ]
}

/** Wrong frames of the WebSocket protocol itself (RFC 6455, 5.2), and bytes that are not frames. */
function webSocketNoise(random: Random): Uint8Array {
  const mask = [1, 2, 3, 4]
  const one = () =>
    random.pick([
      [...random.bytes(random.below(100))],
      // A payload longer than any memory, or with an invalid length.
      [0x82, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, ...mask],
      [0x82, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, ...mask],
      // Not masked; with undefined bits and opcodes; a ping that is too long, or in fragments.
      [0x82, 3, 1, 2, 3],
      [0xf2, 0x80, ...mask],
      [0x83 + random.below(5), 0x80, ...mask],
      [0x89, 0xfe, 1, 0, ...mask],
      [0x09, 0x80, ...mask],
      // Text that is not UTF-8; a continuation of nothing; a close with an undefined code.
      [0x81, 0x82, ...mask, 0xff, 0xff],
      [0x80, 0x80, ...mask],
      [0x88, 0x82, ...mask, 1, 2],
      [0x88, 0x81, ...mask, 1],
    ])
  const noise = Uint8Array.from(Array.from({ length: 1 + random.below(4) }, one).flat())
  if (random.chance(0.97)) return noise
  // A message in so many fragments that each costs more than it carries.
  const parts = Buffer.alloc(20_000 * 7, Buffer.from([0x00, 0x81, ...mask, 7]))
  return Buffer.concat([Buffer.from([0x02, 0x80, ...mask]), parts, noise])
}

function spoilt(random: Random, head: Buffer): Buffer {
  const copy = Buffer.from(head)
  for (let count = random.below(4); count >= 0; count--) copy[random.below(copy.length)] = random.below(256)
  return copy
}
