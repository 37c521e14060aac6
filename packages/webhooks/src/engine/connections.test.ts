import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { parseNetworks } from '../address-guard/judge-address.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { createWebhookClient } from './webhook-client.ts'

async function setUp(...answers: Answer[]) {
  const receiver = await startReceiver(...answers)
  const client = createWebhookClient({ allowed: parseNetworks(['127.0.0.0/8']) })
  onTestFinished(async () => {
    await client.close()
    await receiver.close()
  })
  return {
    client,
    received: receiver.received,
    send: (timeoutMs = 5000) => client.send({ url: receiver.url, headers: {}, body: '{}', timeoutMs }),
  }
}

/** Answers with the port from which the request came: the same port is the same connection. */
const portOf = (request: IncomingMessage) => String(request.socket.remotePort)
const tellPort: Answer = (request, response) => response.end(portOf(request))

/** Longer than a connection counts as surely open. */
async function rest() {
  const since = performance.now()
  await vi.waitFor(() => expect(performance.now() - since).toBeGreaterThan(20))
}

test('a connection is used again, and requests at the same time have one each', async () => {
  const { send } = await setUp(tellPort)
  const first = await send()
  expect(first).toMatchObject({ remoteAddress: '127.0.0.1', response: { status: 200 } })
  expect((await send()).response?.body).toBe(first.response?.body)
  const together = await Promise.all([send(), send(), send()])
  expect(new Set(together.map(({ response }) => response?.body)).size).toBe(3)
  const again = await Promise.all([send(), send(), send()])
  const ports = (exchanges: typeof again) => exchanges.map(({ response }) => response?.body).sort()
  expect(ports(again)).toEqual(ports(together))
})

test('after a cut connection the next request gets a new one', async () => {
  let cut = true
  const { send } = await setUp((request, response) => {
    if (cut) request.socket.destroy()
    else response.end(portOf(request))
  })
  expect((await send()).error).toMatch(/cut the connection/)
  cut = false
  expect(await send()).toMatchObject({ response: { status: 200 }, remoteAddress: '127.0.0.1' })
})

test('after a timeout the next request does not wait behind the one that hangs', async () => {
  let hang = true
  const { send } = await setUp((request, response) => {
    if (!hang) response.end(portOf(request))
  })
  expect((await send(200)).error).toMatch(/did not answer within 0.2 s/)
  hang = false
  expect((await send()).response?.status).toBe(200)
})

test('a receiver that closes after each answer is no fault', async () => {
  const { send } = await setUp((request, response) => {
    response.setHeader('connection', 'close')
    response.end(portOf(request))
  })
  const ports = new Set<string | undefined>()
  for (let round = 0; round < 5; round++) {
    const { response, error } = await send()
    expect(error).toBeNull()
    ports.add(response?.body)
  }
  expect(ports.size).toBe(5)
})

test('nothing is sent any more once it is closed', async () => {
  const { client, send } = await setUp(tellPort)
  await send()
  await client.close()
  expect(await send()).toMatchObject({ response: null, error: expect.any(String) })
})

test('a receiver that hangs up on idle connections costs no delivery, even at the very moment of a request', async () => {
  const sockets: Socket[] = []
  const { send } = await setUp((request, response) => {
    sockets.push(request.socket)
    response.end(portOf(request))
  })
  const ports = new Set<string | undefined>()
  for (let round = 0; round < 10; round++) {
    const { response, error } = await send()
    expect(error).toBeNull()
    ports.add(response?.body)
    await rest()
    // At once, so that the next request is on its way before anybody can have noticed.
    sockets.at(-1)?.destroy()
  }
  expect(ports.size).toBe(10)
})

test.each([
  ['at once', async () => {}],
  ['after a rest', rest],
])(
  'to a receiver that hangs up on kept connections each request goes on a new one, for a while: %s',
  async (_when, between) => {
    const used = new Set<Socket>()
    const { send, received } = await setUp((request, response) => {
      if (used.has(request.socket)) return void request.socket.destroy()
      used.add(request.socket)
      response.end(portOf(request))
    })
    const errors: unknown[] = []
    for (let round = 0; round < 5; round++) {
      errors.push((await send()).error)
      await between()
    }
    expect(errors).toEqual([null, expect.stringMatching(/cut the connection/), null, null, null])
    // Nothing is sent a second time within an attempt: the receiver may have read it.
    expect(received).toHaveLength(5)
  },
)

test('a receiver that hangs up after each answer without saying so costs no delivery once that was seen', async () => {
  const { send } = await setUp((request, response) => {
    response.end(portOf(request), () => request.socket.end())
  })
  expect((await send()).error).toBeNull()
  await rest()
  for (let round = 0; round < 4; round++) expect((await send()).error).toBeNull()
})

test('a receiver that closes its idle connections once, as for a reload, costs one new connection', async () => {
  let connections = 0
  const server = createServer((_request, response) => response.end())
  server.on('connection', () => (connections += 1))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const client = createWebhookClient({ allowed: parseNetworks(['127.0.0.0/8']) })
  onTestFinished(async () => {
    await client.close()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  async function sendFive() {
    for (let round = 0; round < 5; round++)
      expect((await client.send({ url, headers: {}, body: '{}', timeoutMs: 5000 })).error).toBeNull()
  }
  await sendFive()
  server.closeIdleConnections()
  await rest()
  await sendFive()
  expect(connections).toBe(2)
})

test('a receiver that says how long it keeps a connection is not asked on it later', async () => {
  const { send } = await setUp((request, response) => {
    response.setHeader('keep-alive', 'timeout=1')
    tellPort(request, response, { method: '', path: '', headers: {}, body: '' })
  })
  const first = await send()
  expect((await send()).response?.body).not.toBe(first.response?.body)
})

/** A server that does with each connection what it is told to. Closed at the end of the test. */
async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    onConnection(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

test('an answer that ends with its connection is no fault, nor for the next request', async () => {
  const port = await serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nok')))
  const client = createWebhookClient({ allowed: parseNetworks(['127.0.0.0/8']) })
  onTestFinished(() => client.close())
  for (let round = 0; round < 5; round++)
    expect(
      await client.send({ url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}', timeoutMs: 5000 }),
    ).toMatchObject({ error: null, response: { status: 200, body: 'ok' } })
})

test('a connection that is made too late is closed, and nothing is sent on it', async () => {
  let received = ''
  const closed = Promise.withResolvers<void>()
  const port = await serve((socket) => {
    socket.on('data', (bytes) => (received += bytes))
    socket.on('close', () => closed.resolve())
  })
  const late = Promise.withResolvers<void>()
  const client = createWebhookClient({
    allowed: parseNetworks(['127.0.0.0/8']),
    resolve: (_name, callback) =>
      void late.promise.then(() => callback(null, [{ address: '127.0.0.1', family: 4 }])),
  })
  onTestFinished(() => client.close())
  const url = `http://receiver.example:${port}/`
  const { error } = await client.send({ url, headers: {}, body: '{}', timeoutMs: 100 })
  expect(error).toMatch(/did not answer within 0.1 s/)
  late.resolve()
  await closed.promise
  expect(received).toBe('')
})
