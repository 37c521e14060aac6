import { once } from 'node:events'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { Resolve } from '../address-guard/guarded-connector.ts'
import { parseNetworks } from '../address-guard/judge-address.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { createWebhookClient, type WebhookClientOptions } from './webhook-client.ts'

const LOOPBACK = parseNetworks(['127.0.0.0/8', '::1/128'])

function client(options: Partial<WebhookClientOptions> = {}) {
  const made = createWebhookClient({ allowed: LOOPBACK, ...options })
  onTestFinished(() => made.close())
  return (url: string, timeoutMs = 5000) =>
    made.send({ url, headers: { 'content-type': 'application/json' }, body: '{}', timeoutMs })
}

async function receiver(...answers: Answer[]) {
  const started = await startReceiver(...answers)
  onTestFinished(started.close)
  return started
}

const resolvesTo =
  (...addresses: string[]): Resolve =>
  (_name, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

test('what came back is kept: status, headers, body, address, time', async () => {
  const { url } = await receiver((_request, response) => response.writeHead(418, { 'x-a': 'b' }).end('short'))
  expect(await client()(url)).toMatchObject({
    response: { status: 418, headers: { 'x-a': 'b' }, body: 'short' },
    error: null,
    remoteAddress: '127.0.0.1',
    durationMs: expect.any(Number),
  })
})

test('no answer within the timeout', async () => {
  const { url } = await receiver(() => {})
  const { response, error, durationMs } = await client()(url, 300)
  expect({ response, error }).toEqual({ response: null, error: '127.0.0.1 did not answer within 0.3 s.' })
  expect(durationMs).toBeLessThan(1500)
})

test('an answer that came in time counts, though this process stood still until its time was over', async () => {
  // In a thread of its own, which goes on meanwhile.
  const elsewhere = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const answered = new Int32Array(new SharedArrayBuffer(4))
     const server = require('node:http').createServer((request, response) => {
       parentPort.postMessage(answered)
       setTimeout(() => response.end('in time', () => Atomics.store(answered, 0, 1) + Atomics.notify(answered, 0)), 50)
     })
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`,
    { eval: true },
  )
  onTestFinished(() => void elsewhere.terminate())
  const [port] = await once(elsewhere, 'message')
  const timeoutMs = 1500
  const over = performance.now() + timeoutMs + 100
  const stoodStill = once(elsewhere, 'message').then(([answered]) => {
    Atomics.wait(answered, 0, 0)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, over - performance.now()))
  })
  const { response, error } = await client()(`http://127.0.0.1:${port}/`, timeoutMs)
  expect({ body: response?.body, error }).toEqual({ body: 'in time', error: null })
  await stoodStill
})

test('headers that drip do not get past the timeout', async () => {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 200 OK\r\n')
    const drip = setInterval(() => socket.write('x-drip: 1\r\n'), 20)
    socket.on('close', () => clearInterval(drip))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect(await client()(`http://127.0.0.1:${port}`, 300)).toMatchObject({ response: null })
})

test('a body that never ends is cut, and the status still counts', async () => {
  let cut = false
  const { url } = await receiver((_request, response) => {
    response.writeHead(200)
    const flood = setInterval(() => response.write('x'.repeat(1000)), 1)
    response.on('close', () => {
      cut = true
      clearInterval(flood)
    })
  })
  const { response } = await client()(url)
  expect(response).toMatchObject({ status: 200, body: 'x'.repeat(4096) })
  await expect.poll(() => cut).toBe(true)
})

test('a body that drips takes no longer than two seconds', async () => {
  const { url } = await receiver((_request, response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write('.'), 50)
    response.on('close', () => clearInterval(drip))
  })
  const { response, durationMs } = await client()(url, 30_000)
  expect(response?.status).toBe(200)
  expect(response?.body).toMatch(/^\.+$/)
  expect(durationMs).toBeLessThan(4000)
})

test('an answer that is compressed without being asked for is read', async () => {
  const { url } = await receiver((_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"ok":true}')),
  )
  expect(await client()(url)).toMatchObject({ response: { body: '{"ok":true}' } })
})

test('a text that PostgreSQL cannot hold is made so that it can', async () => {
  const { url } = await receiver((_request, response) => response.end(Buffer.from([65, 0, 66, 0xff])))
  expect((await client()(url)).response?.body).toBe('A\uFFFDB\uFFFD')
})

test('an address that is private is refused before anything is sent', async () => {
  const { url, received } = await receiver()
  const { port } = new URL(url)
  const strict = client({ allowed: [] })
  for (const host of [
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0x7f.1',
    '0177.1',
    '127.1',
    '0',
  ])
    expect(await strict(`http://${host}:${port}/`)).toMatchObject({
      response: null,
      error: expect.stringMatching(/^Refused: .*WEBHOOK_ALLOWED_NETWORKS/),
      remoteAddress: null,
    })
  expect(received).toHaveLength(0)
})

test('a name is refused for any bad address that it has', async () => {
  const { url, received } = await receiver()
  const { port } = new URL(url)
  const send = client({ allowed: [], resolve: resolvesTo('93.184.216.34', '127.0.0.1') })
  expect(await send(`http://receiver.example:${port}/`)).toMatchObject({
    error: expect.stringMatching(/^Refused: receiver.example resolves to 127.0.0.1, which is this machine/),
  })
  expect(received).toHaveLength(0)
})

test('a name server that changes its answer gains nothing: it is asked once per connection', async () => {
  const { url, received } = await receiver()
  const { port } = new URL(url)
  let asked = 0
  const send = client({
    allowed: parseNetworks(['127.0.0.1/32']),
    resolve(name, callback) {
      asked += 1
      resolvesTo(asked === 1 ? '127.0.0.1' : '127.0.0.2')(name, callback)
    },
  })
  const address = `http://rebinding.example:${port}/`
  expect((await send(address)).response?.status).toBe(200)
  expect(asked).toBe(1)
  // A second connection, because the first is busy or kept; the new answer is judged anew.
  const closed = client({
    allowed: parseNetworks(['127.0.0.1/32']),
    resolve: resolvesTo('127.0.0.2'),
  })
  expect(await closed(address)).toMatchObject({ response: null, error: expect.stringContaining('127.0.0.2') })
  expect(received).toHaveLength(1)
})

test.each([
  ['http://127.0.0.1:2/', /refused the connection: nothing listens there/],
  [
    'http://does-not-exist.invalid/',
    /^The name does-not-exist.invalid (does not exist|could not be looked up)/,
  ],
])('%s: one sentence says why not', async (url, sentence) => {
  expect((await client()(url)).error).toMatch(sentence)
})

test('a connection that is cut, and an answer that is no HTTP', async () => {
  const cutting = await receiver((request) => request.socket.destroy())
  expect((await client()(cutting.url)).error).toMatch(/cut the connection before it answered/)
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.end('SSH-2.0-OpenSSH_9.6\r\n')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect((await client()(`http://127.0.0.1:${port}`)).error).toMatch(/not HTTP/)
})
