import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createDecoder, hasContent, readVarUint8Array } from 'lib0/decoding'
import { afterEach, expect, test, vi } from 'vitest'
import { HttpSocket } from './http-socket.ts'
import { syncAddress } from './sync-address.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

type Fault = (response: ServerResponse) => 'taken' | 'refused'

/**
 * A server that numbers requests as the sync server does, on a network that the test controls: a fault hits one
 * request, either after the server has taken it or instead.
 */
async function startServer() {
  const frames: string[] = []
  const faults: Fault[] = []
  const seen = { posts: 0, streamEnded: false, documents: new Set<string | null>() }
  let stream: ServerResponse | undefined
  let next = 0
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    seen.documents.add(searchParams.get('document'))
    if (pathname === '/collab/stream') {
      stream = response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.on('close', () => {
        seen.streamEnded = true
      })
      response.write('event: session\ndata: one\n\n')
      return
    }
    const body = await bodyOf(request).catch(() => null)
    if (!body) return // the client has gone
    seen.posts += 1
    const fault = faults.shift()
    if (fault?.(response) === 'refused') return
    const number = Number(searchParams.get('number'))
    if (number > next) return response.writeHead(409).end()
    if (number === next) {
      next += 1
      const decoder = createDecoder(body)
      while (hasContent(decoder)) frames.push(Buffer.from(readVarUint8Array(decoder)).toString())
    }
    if (!response.destroyed && !response.writableEnded) response.writeHead(204).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  stops.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  const socket = new HttpSocket(syncAddress(`http://127.0.0.1:${port}`, 'trip', 'mine'))
  stops.push(() => socket.close())
  const messages: string[] = []
  const closes: { code: number; reason: string }[] = []
  socket.addEventListener('message', (event) =>
    messages.push(Buffer.from((event as MessageEvent<ArrayBuffer>).data).toString()),
  )
  socket.addEventListener('close', (event) => {
    const { code, reason } = event as CloseEvent
    closes.push({ code, reason })
  })
  await new Promise((done) => socket.addEventListener('open', done))
  return {
    socket,
    frames,
    faults,
    seen,
    messages,
    closes,
    say: (text: string) => stream?.write(text),
    send: (text: string) => socket.send(new TextEncoder().encode(text)),
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

const framed = (text: string) => `event: frame\ndata: ${Buffer.from(text).toString('base64')}\n\n`
const PATIENCE = { interval: 10 }

test('what is sent in one turn goes up in one request, and in order', async () => {
  const { send, frames, seen } = await startServer()
  for (const text of ['a', 'b', 'c']) send(text)
  await vi.waitFor(() => expect(frames).toEqual(['a', 'b', 'c']), PATIENCE)
  expect(seen.posts).toBe(1)
})

test('every request names the document, for a balancer to go by', async () => {
  const { send, frames, seen } = await startServer()
  send('a')
  await vi.waitFor(() => expect(frames).toEqual(['a']), PATIENCE)
  expect([...seen.documents]).toEqual(['trip'])
})

test('much at once goes up in several requests, each of a size that every server accepts', async () => {
  const { send, frames, seen } = await startServer()
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(30_000))
  for (const text of texts) send(text)
  await vi.waitFor(() => expect(frames).toEqual(texts), PATIENCE)
  expect(seen.posts).toBe(2)
})

test('a lost answer loses no frame and doubles none, not even one that was written meanwhile', async () => {
  const { send, frames, faults, seen } = await startServer()
  faults.push((response) => {
    send('second')
    response.destroy()
    return 'taken'
  })
  send('first')
  await vi.waitFor(() => expect(seen.posts).toBeGreaterThanOrEqual(2), PATIENCE)
  send('third')
  await vi.waitFor(() => expect(frames).toEqual(['first', 'second', 'third']), PATIENCE)
})

test('a request that is lost goes up again, before what came after it', async () => {
  const { send, frames, faults, closes } = await startServer()
  faults.push((response) => {
    response.destroy()
    send('second')
    return 'refused'
  })
  send('first')
  await vi.waitFor(() => expect(frames).toEqual(['first', 'second']), PATIENCE)
  expect(closes).toEqual([])
})

test('a server that does not keep up is asked until it does', async () => {
  const { send, frames, faults, closes } = await startServer()
  const busy =
    (status: number): Fault =>
    (response) => {
      response.writeHead(status).end()
      return 'refused'
    }
  faults.push(...[503, 429, 502].map(busy))
  send('later')
  await vi.waitFor(() => expect(frames).toEqual(['later']), PATIENCE)
  expect(closes).toEqual([])
})

test.each([
  ['that the server does not know', 404, { code: 1006, reason: '' }],
  ['of which too much came at once', 413, { code: 1009, reason: 'frames_too_large' }],
])('a session %s is over', async (_, status, close) => {
  const { send, faults, closes, socket } = await startServer()
  faults.push((response) => {
    response.writeHead(status).end()
    return 'refused'
  })
  send('nobody hears it')
  await vi.waitFor(() => expect(closes).toEqual([close]), PATIENCE)
  expect(socket.readyState).toBe(WebSocket.CLOSED)
})

test('what was said before it is closed still goes up, and then the stream ends', async () => {
  const { send, socket, frames, seen, closes } = await startServer()
  send('last words')
  socket.close(4000, 'enough')
  expect(closes).toEqual([{ code: 4000, reason: 'enough' }])
  send('too late')
  await vi.waitFor(() => expect(frames).toEqual(['last words']), PATIENCE)
  await vi.waitFor(() => expect(seen.streamEnded).toBe(true), PATIENCE)
})

test('a client that has nothing to say answers a heartbeat', async () => {
  const { say, seen, frames } = await startServer()
  say(': still here\n\n')
  await vi.waitFor(() => expect(seen.posts).toBe(1), PATIENCE)
  expect(frames).toEqual([])
})

test('events are whole however the network cuts them, and the server’s close is passed on', async () => {
  const { say, messages, closes } = await startServer()
  const long = 'long '.repeat(50_000)
  const text = `${framed('one')}: still here\n\n${framed(long)}${framed('three')}`
  for (let at = 0; at < text.length; at += 7001) say(text.slice(at, at + 7001))
  await vi.waitFor(() => expect(messages).toHaveLength(3), PATIENCE)
  expect(messages).toEqual(['one', long, 'three'])
  say('event: close\ndata: {"code":4403,"reason":"access_revoked"}\n\n')
  await vi.waitFor(() => expect(closes).toEqual([{ code: 4403, reason: 'access_revoked' }]), PATIENCE)
})
