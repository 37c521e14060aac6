/**
 * Slow, broken or malicious receivers: whatever comes over the socket, an attempt ends in bounded time and memory, with
 * an answer or with an error of one sentence.
 */
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parseNetworks } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { createWebhookClient } from '../../packages/webhooks/src/engine/webhook-client.ts'
import { openDoor, openSocket } from './listening.ts'

const TIMEOUT_MS = 1000
/** How long a body may take once the status is known. */
const BODY_MS = 2000
/** The delay that a busy machine may add. */
const SLACK_MS = 1500
const MEGABYTE = 1024 * 1024

const HEAD = 'HTTP/1.1 200 OK\r\n'
const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`

function sender() {
  const client = createWebhookClient({ allowed: parseNetworks(['127.0.0.1/32']) })
  onTestFinished(() => client.close())
  return (url: string, { timeoutMs = TIMEOUT_MS, body = '{}' } = {}) =>
    client.send({ url, headers: { 'content-type': 'application/json' }, body, timeoutMs })
}

type Talk = (socket: Socket) => void
const receive = async (talk: Talk, options?: { timeoutMs?: number; body?: string }) =>
  await sender()(await openSocket(talk), options)

/** Sends the first text, and then the other again and again until the client hangs up. */
const drip =
  (first: string, again: string, everyMs: number): Talk =>
  (socket) => {
    if (first) socket.write(first)
    const timer = setInterval(() => socket.write(again), everyMs)
    socket.on('close', () => clearInterval(timer))
  }

/** Sends the first text, and then the other as fast as the client takes it. */
const flood =
  (first: string, again: string): Talk =>
  (socket) => {
    const chunk = again.repeat(Math.ceil(65_536 / again.length))
    const pour = () => {
      let taken = true
      while (taken && !socket.destroyed) taken = socket.write(chunk)
    }
    socket.write(first)
    socket.on('drain', pour)
    pour()
  }

/** Sends this and hangs up. */
const say =
  (text: string | Buffer): Talk =>
  (socket) =>
    socket.end(text)

test('a slow receiver gets the usual time limit, and is then disconnected', async () => {
  const slow: Record<string, Talk> = {
    'says nothing': () => {},
    'drips its headers': drip(HEAD, 'x-drip: 1\r\n', 50),
    'never ends its status line': drip('HTTP/1.1 200 ', 'OK ', 5),
    'says now and then that it will answer': drip('', 'HTTP/1.1 102 Processing\r\n\r\n', 200),
  }
  await Promise.all(
    Object.entries(slow).map(async ([what, talk]) => {
      let left = false
      const { response, error, durationMs } = await receive((socket) => {
        for (const event of ['end', 'close'])
          socket.on(event, () => {
            left = true
          })
        talk(socket)
      })
      expect(response, what).toBeNull()
      expect(error, what).toBe('127.0.0.1 did not answer within 1 s.')
      expect(durationMs, what).toBeLessThan(TIMEOUT_MS + SLACK_MS)
      await vi.waitFor(() => expect(left, what).toBe(true))
    }),
  )
})

test('a body that does not end: the status counts, and nobody waits for the rest', async () => {
  const bodies: Record<string, Talk> = {
    'one byte a second': drip(`${HEAD}content-length: 4000\r\n\r\n`, '.', 1000),
    'chunks of a byte': drip(CHUNKED, '1\r\n.\r\n', 100),
    'a length that never comes': drip(`${HEAD}content-length: 9007199254740991\r\n\r\n`, '.', 100),
    'no length and no end': drip(`${HEAD}\r\n`, '.', 100),
    'a chunk whose description never ends': drip(`${CHUNKED}1;`, 'x', 100),
  }
  await Promise.all(
    Object.entries(bodies).map(async ([what, talk]) => {
      const { response, error, durationMs } = await receive(talk, { timeoutMs: 30_000 })
      expect({ status: response?.status, error }, what).toEqual({ status: 200, error: null })
      expect(response?.body, what).toMatch(/^\.*$/)
      expect(durationMs, what).toBeLessThan(BODY_MS + SLACK_MS)
    }),
  )
})

test('a receiver that drips delays no other', async () => {
  const send = sender()
  const slow = await openSocket(drip(`${HEAD}content-length: 4000\r\n\r\n`, '.', 1000))
  const held = Promise.all(Array.from({ length: 20 }, () => send(slow, { timeoutMs: 30_000 })))
  const door = await openDoor(['127.0.0.1'])
  const quick = await send(`http://127.0.0.1:${door.port}/`)
  expect(quick.response?.status).toBe(200)
  expect(quick.durationMs).toBeLessThan(SLACK_MS)
  for (const { durationMs } of await held) expect(durationMs).toBeLessThan(BODY_MS + SLACK_MS)
})

test('a receiver that does not read what it is sent', async () => {
  const { response, error, durationMs } = await receive((socket) => socket.pause(), {
    body: 'x'.repeat(20 * MEGABYTE),
  })
  expect({ response, error }).toEqual({ response: null, error: '127.0.0.1 did not answer within 1 s.' })
  expect(durationMs).toBeLessThan(TIMEOUT_MS + SLACK_MS)
})

test.each<[string, Talk, object]>([
  ['a body', flood(`${HEAD}\r\n`, 'x'), { response: { status: 200, body: 'x'.repeat(4096) } }],
  ['chunks', flood(CHUNKED, '1\r\nx\r\n'), { response: { status: 200, body: 'x'.repeat(4096) } }],
  ['headers', flood(HEAD, 'x-a: y\r\n'), { error: expect.stringMatching(/headers that are too long\.$/) }],
  [
    'one header',
    flood(`${HEAD}x-a: `, 'y'),
    { error: expect.stringMatching(/headers that are too long\.$/) },
  ],
  [
    'informational responses',
    flood('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
    { error: expect.stringMatching(/ kept answering with informational responses \(1xx\)\.$/) },
  ],
  ['trailers', flood(`${CHUNKED}0\r\n`, 'x-a: y\r\n'), { response: { status: 200, body: '' } }],
])('%s without end: no more is taken than is kept', async (_what, talk, answer) => {
  const connection: { socket?: Socket } = {}
  const exchange = await receive((socket) => {
    connection.socket = socket
    talk(socket)
  })
  expect(exchange).toMatchObject(answer)
  expect(exchange.durationMs).toBeLessThan(SLACK_MS)
  await vi.waitFor(() => expect(connection.socket?.destroyed).toBe(true))
  const { bytesWritten = 0, writableLength = 0 } = connection.socket ?? {}
  // The sockets of both sides buffer some; a flood for a second would be a hundred times that.
  expect(bytesWritten - writableLength).toBeLessThan(16 * MEGABYTE)
})

test.each<[string, Talk]>([
  ['a status line', flood('HTTP/1.1 200 ', 'OK ')],
  ['a description of a chunk', flood(`${CHUNKED}1;`, 'x')],
])('%s without end: memory stays where it was', async (_what, talk) => {
  const heldBefore = process.memoryUsage().rss
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss - heldBefore)
  }, 50)
  const { durationMs } = await receive(talk)
  clearInterval(watch)
  expect(durationMs).toBeLessThan(BODY_MS + SLACK_MS)
  expect(most).toBeLessThan(150 * MEGABYTE)
})

test('a small body that would unpack to a large one is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * MEGABYTE))
  const heldBefore = process.memoryUsage().rss
  const { response, durationMs } = await receive((socket) => {
    socket.write(`${HEAD}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
    socket.end(bomb)
  })
  expect(response?.headers).toMatchObject({ 'content-encoding': 'gzip' })
  // The body is kept as it came: the signature of gzip, as far as it is text.
  expect(response?.body.slice(0, 2)).toBe('\x1f\uFFFD')
  expect(response?.body.length).toBeLessThanOrEqual(4096)
  expect(response?.body).not.toContain('\0')
  expect(durationMs).toBeLessThan(SLACK_MS)
  expect(process.memoryUsage().rss - heldBefore).toBeLessThan(40 * MEGABYTE)
})

test.each<[string, Talk]>([
  ['hangs up', (socket) => socket.destroy()],
  ['resets', (socket) => socket.resetAndDestroy()],
  ['closes its half', (socket) => socket.end()],
  ['closes its half within the status', say('HTTP/1.1 2')],
  ['closes its half within the headers', say(`${HEAD}x-a: `)],
  ['asks to go on, which it was not offered', say('HTTP/1.1 100 Continue\r\n\r\n')],
])('a receiver that %s', async (_what, talk) => {
  const { response, error, durationMs } = await receive(talk)
  expect(response).toBeNull()
  expect(error).toMatch(/^127\.0\.0\.1:\d+ cut the connection before it answered\.$/)
  expect(durationMs).toBeLessThan(SLACK_MS)
})

test('a receiver that switches to a protocol that it was not offered', async () => {
  const { response, error } = await receive(
    say('HTTP/1.1 101 X\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n'),
  )
  expect({ response, error }).toEqual({
    response: null,
    error: '127.0.0.1 answered 101, to switch to another protocol: is this the URL of a WebSocket?',
  })
})

test.each([
  ['two lengths', `${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\nabc`],
  ['a length and chunks', `${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
  ['a length beyond numbers', `${HEAD}content-length: 99999999999999999999\r\n\r\nx`],
  ['a negative length', `${HEAD}content-length: -2\r\n\r\n`],
])('%s: it is said where to look', async (_what, bytes) => {
  const { response, error } = await receive(say(bytes))
  expect({ response, error }).toEqual({
    response: null,
    error:
      '127.0.0.1 does not say clearly where its answer ends: Content-Length must be there once, as a number, and not together with Transfer-Encoding.',
  })
})

test.each<[string, string | Buffer]>([
  ['a page without a head, as HTTP/0.9 had it', '<html>hello</html>\n'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['the frames of HTTP/2', Buffer.from('000012040000000000000300000064', 'hex')],
  ['noise', Buffer.from(Array.from({ length: 300 }, (_, i) => (i * 7919) % 256))],
  ['a status of two digits', 'HTTP/1.1 99 X\r\n\r\n'],
  ['a status of four digits', 'HTTP/1.1 1000 X\r\n\r\n'],
  ['a status of nothing', 'HTTP/1.1 000 X\r\n\r\n'],
  ['a header on two lines', `${HEAD}x-a: b\r\n\tx-c: d\r\ncontent-length: 0\r\n\r\n`],
  ['a carriage return in a header', `${HEAD}x-a: b\rx-c: d\r\ncontent-length: 0\r\n\r\n`],
  ['line feeds alone', 'HTTP/1.1 200 OK\nx-a: b\n\n'],
  ['a NUL in a header', `${HEAD}x-a: b\0c\r\ncontent-length: 0\r\n\r\n`],
  ['a space in the name of a header', `${HEAD}x a: b\r\ncontent-length: 0\r\n\r\n`],
])('%s: not HTTP', async (_what, bytes) => {
  const { response, error, durationMs } = await receive(say(bytes))
  expect({ response, error }).toEqual({
    response: null,
    error: '127.0.0.1 answered with something that is not HTTP.',
  })
  expect(durationMs).toBeLessThan(SLACK_MS)
})

test.each<[string, string, object]>([
  ['a body that ends too soon', `${HEAD}content-length: 10\r\n\r\nabc`, { status: 200, body: 'abc' }],
  ['malformed chunks', `${CHUNKED}zz\r\nabc`, { status: 200, body: '' }],
  [
    'a body where there is none',
    'HTTP/1.1 204 No\r\ncontent-length: 5\r\n\r\nabcde',
    { status: 204, body: '' },
  ],
  [
    'an informational response first',
    `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${HEAD}content-length: 2\r\n\r\nok`,
    { body: 'ok' },
  ],
])('%s: the status counts', async (_what, text, answer) => {
  expect(await receive(say(text))).toMatchObject({ response: answer, error: null })
})

test('names of inherited object properties are headers like any other', async () => {
  const { response } = await receive(
    say(`${HEAD}__proto__: a\r\nconstructor: b\r\ncontent-length: 0\r\n\r\n`),
  )
  expect(Object.entries(response?.headers ?? {})).toEqual(
    expect.arrayContaining([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]),
  )
  expect(({} as Record<string, unknown>).a).toBeUndefined()
})

test('what comes after an answer is not taken for the answer to the next request', async () => {
  const send = sender()
  const url = await openSocket((socket) => {
    const good = `${HEAD}content-length: 4\r\n\r\ngood`
    socket.write(`${good}HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n`)
    socket.on('data', () => socket.write(good))
  })
  for (let i = 0; i < 5; i++) expect((await send(url)).response).toMatchObject({ status: 200, body: 'good' })
})

test.each(['content-length: 5', 'transfer-encoding: chunked'])(
  'a body that a 204 announces is not taken for the next answer either: %s',
  async (said) => {
    const send = sender()
    const url = await openSocket((socket) => {
      const head = `HTTP/1.1 204 No Content\r\n${said}\r\n\r\n`
      const body = said.endsWith('5') ? 'hello' : '0\r\n\r\n'
      socket.write(head)
      socket.on('data', () => socket.write(body + head))
    })
    for (let i = 0; i < 5; i++) expect((await send(url)).response).toMatchObject({ status: 204, body: '' })
  },
)

test('a receiver that answers before everything is sent gets the next request on a new connection', async () => {
  const send = sender()
  const url = await openSocket((socket) => {
    socket.pause()
    const port = String(socket.remotePort)
    socket.write(`HTTP/1.1 413 X\r\ncontent-length: ${port.length}\r\n\r\n${port}`)
  })
  const first = await send(url, { timeoutMs: 5000, body: 'x'.repeat(20_000_000) })
  expect(first.response?.status).toBe(413)
  const second = await send(url, { timeoutMs: 5000, body: 'short' })
  expect(second.response?.status).toBe(413)
  expect(second.response?.body).not.toBe(first.response?.body)
})
