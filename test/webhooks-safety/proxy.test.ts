/** `WEBHOOK_PROXY_URL` against a real small proxy, which forwards http and tunnels https. */
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { parseNetworks } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { createConnections } from '../../packages/webhooks/src/engine/connections.ts'
import { sendOver } from '../../packages/webhooks/src/engine/exchange.ts'
import { routeThroughProxy } from '../../packages/webhooks/src/engine/http/route.ts'
import { createWebhookClient } from '../../packages/webhooks/src/engine/webhook-client.ts'
import { AUTHORITY, KEY, LOCALHOST, OTHER_NAME, RECEIVER } from './certificates.ts'
import { openDoor, openSocket } from './listening.ts'

const known = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...known, AUTHORITY, LOCALHOST]))
afterAll(() => setDefaultCACertificates(known))

/** A proxy that resolves every name to this machine. With a certificate it is asked over TLS. */
async function startProxy(credentials?: string, cert?: string) {
  const asked: string[] = []
  const sockets: Socket[] = []
  /** What it was told with each request for a tunnel. */
  const tunnels: IncomingHttpHeaders[] = []
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  const mayPass = ({ headers }: IncomingMessage) => !expected || headers['proxy-authorization'] === expected
  const forward: RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (!mayPass(request)) return response.writeHead(407).end()
    const { port, pathname } = new URL(request.url ?? '')
    const { method, headers } = request
    delete headers['proxy-authorization']
    const onward = httpRequest({ host: '127.0.0.1', port, path: pathname, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    return request.pipe(onward)
  }
  const server = cert ? createHttpsServer({ cert, key: KEY }, forward) : createServer(forward)
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    tunnels.push(request.headers)
    socket.on('error', () => {})
    if (!mayPass(request)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const port = Number(request.url?.split(':').at(-1))
    const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    onward.on('error', () => socket.destroy())
    return onward.pipe(socket).pipe(onward)
  })
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return { asked, tunnels, sockets, port, address: `127.0.0.1:${port}` }
}

/** A receiver that keeps its connections, and hangs up on the next request if it is asked to. */
async function keepingReceiver(scheme: string, hangsUp = false) {
  const used = new Set<Socket>()
  const answer: RequestListener = (request, response) => {
    if (hangsUp && used.has(request.socket)) return void request.socket.destroy()
    used.add(request.socket)
    response.end('ok')
  }
  const options = { cert: RECEIVER, key: KEY, keepAliveTimeout: 60_000 }
  const server = scheme === 'https' ? createHttpsServer(options, answer) : createServer(options, answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

async function secureReceiver(cert: string) {
  const server = createTlsServer({ cert, key: KEY }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

function sender(proxyUrl: string, networks: string[] = []) {
  const client = createWebhookClient({ allowed: parseNetworks(networks), proxyUrl })
  onTestFinished(() => client.close())
  return (url: string, method = 'POST') =>
    client.send({ method, url, headers: { 'x-team': 'docs' }, body: '{"a":1}', timeoutMs: 3000 })
}

test('http is forwarded: the proxy looks up the name, and the receiver gets what was sent', async () => {
  const { asked, address } = await startProxy()
  const door = await openDoor(['127.0.0.1'])
  const send = sender(`http://${address}`)
  expect(await send(`http://receiver.example:${door.port}/hook`)).toMatchObject({
    response: { status: 200, body: 'here' },
    error: null,
    // Known to the proxy alone.
    remoteAddress: null,
  })
  expect(asked).toEqual([`POST http://receiver.example:${door.port}/hook`])
  expect(door.requests).toEqual(['POST /hook {"a":1}'])
})

test('a function’s own method goes through too, and a GET without a body', async () => {
  const { address } = await startProxy()
  const door = await openDoor(['127.0.0.1'])
  const send = sender(`http://${address}`)
  for (const method of ['PUT', 'GET']) await send(`http://receiver.example:${door.port}/hook`, method)
  expect(door.requests).toEqual(['PUT /hook {"a":1}', 'GET /hook '])
})

test('https is tunnelled, and the receiver’s certificate is checked by us, not by the proxy', async () => {
  const { asked, address } = await startProxy()
  const port = await secureReceiver(RECEIVER)
  expect(await sender(`http://${address}`)(`https://receiver.example:${port}/`)).toMatchObject({
    response: { status: 200, body: 'ok' },
  })
  const other = await secureReceiver(OTHER_NAME)
  expect((await sender(`http://${address}`)(`https://receiver.example:${other}/`)).error).toBe(
    'The certificate of receiver.example is for another name.',
  )
  expect(asked).toEqual([`CONNECT receiver.example:${port}`, `CONNECT receiver.example:${other}`])
})

test('a tunnel leads to the port of https unless the URL names another, and is to be kept', async () => {
  const { asked, tunnels, address } = await startProxy()
  await sender(`http://${address}`)('https://receiver.example/')
  expect(asked).toEqual(['CONNECT receiver.example:443'])
  expect(tunnels).toMatchObject([{ host: 'receiver.example:443', 'proxy-connection': 'keep-alive' }])
})

test('a proxy that requires a name and a password gets those in its URL', async () => {
  const { address } = await startProxy('quill:p@ss/word')
  const door = await openDoor(['127.0.0.1'])
  const port = await secureReceiver(RECEIVER)
  const send = sender(`http://quill:p%40ss%2Fword@${address}`)
  expect((await send(`http://receiver.example:${door.port}/`)).response?.status).toBe(200)
  expect((await send(`https://receiver.example:${port}/`)).response?.status).toBe(200)
})

test('a proxy over TLS is known by its own name: both http and https go through it', async () => {
  const { asked, port } = await startProxy('quill:secret', LOCALHOST)
  const door = await openDoor(['127.0.0.1'])
  const secure = await secureReceiver(RECEIVER)
  const send = sender(`https://quill:secret@localhost:${port}`)
  for (const url of [`http://receiver.example:${door.port}/`, `https://receiver.example:${secure}/`])
    expect(await send(url)).toMatchObject({ response: { status: 200 }, error: null })
  expect(asked).toEqual([`POST http://receiver.example:${door.port}/`, `CONNECT receiver.example:${secure}`])
})

test.each(['http', 'https'])(
  'a proxy with a certificate for another name, be it the receiver’s, is told nothing: %s',
  async (scheme) => {
    const { asked, port } = await startProxy('quill:secret', RECEIVER)
    const send = sender(`https://quill:secret@localhost:${port}`)
    expect(await send(`${scheme}://receiver.example/`)).toMatchObject({
      response: null,
      error: 'The proxy that this server sends through cannot be reached (ERR_TLS_CERT_ALTNAME_INVALID).',
    })
    expect(asked).toEqual([])
  },
)

test.each(['http', 'https'])('a proxy that refuses us: %s is not sent', async (scheme) => {
  const { address } = await startProxy('quill:right')
  const door = await openDoor(['127.0.0.1'])
  const { response, error } = await sender(`http://quill:wrong@${address}`)(
    `${scheme}://receiver.example:${door.port}/`,
  )
  expect({ response, error }).toEqual({
    response: null,
    error: 'The proxy that this server sends through did not pass it on: it answered 407.',
  })
  expect(door.connections).toEqual([])
})

test('no connection is left at a proxy that refuses a tunnel', async () => {
  const left = Promise.withResolvers<void>()
  const proxy = await openSocket((socket) => {
    socket.on('end', left.resolve).on('error', left.resolve)
    socket.write('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  expect((await sender(proxy)('https://receiver.example/')).error).toMatch(/it answered 403\.$/)
  await left.promise
})

test('a proxy that is to be asked over TLS and does not speak it', async () => {
  const { port } = await startProxy()
  expect((await sender(`https://localhost:${port}`)('http://receiver.example/')).error).toMatch(
    /^The proxy that this server sends through cannot be reached \(ERR_SSL_\w+\)\.$/,
  )
})

test('a proxy that is not there', async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  expect(await sender(`http://127.0.0.1:${port}`)('http://receiver.example/')).toMatchObject({
    response: null,
    error: 'The proxy that this server sends through cannot be reached.',
  })
})

test.each(['http', 'https'])(
  'a proxy that never answers delays nobody beyond the time limit: %s',
  async (scheme) => {
    const proxy = await openSocket(() => {})
    const { error, durationMs } = await sender(proxy)(`${scheme}://receiver.example/`)
    expect(error).toBe('receiver.example did not answer within 3 s.')
    expect(durationMs).toBeLessThan(4000)
  },
)

/** Sends over https through a proxy that must be reached within 200 ms. */
function tunnelled(proxyUrl: string, timeoutMs: number) {
  const connections = createConnections(routeThroughProxy(proxyUrl, 200))
  onTestFinished(() => connections.destroy())
  const url = new URL('https://receiver.example/')
  const target = { url, origin: url.origin, path: '/' }
  return sendOver(connections, { url: url.href, headers: {}, body: '{}', timeoutMs }, target, true)
}

test('a proxy that is reached may take for the tunnel as long as the receiver has, and is then given up', async () => {
  const given = Promise.withResolvers<void>()
  const proxy = await openSocket((socket) => socket.on('end', given.resolve))
  expect((await tunnelled(proxy, 1500)).error).toBe('receiver.example did not answer within 1.5 s.')
  await given.promise
})

test.each([
  ['hangs up', '', 'it hung up'],
  ['speaks something else', 'SSH-2.0-OpenSSH_9.6\r\n', 'its answer is not HTTP'],
])('a proxy that %s when it is asked for a tunnel', async (_case, answer, why) => {
  const proxy = await openSocket((socket) => socket.end(answer))
  expect((await tunnelled(proxy, 3000)).error).toBe(
    `The proxy that this server sends through did not pass it on: ${why}.`,
  )
})

test.each([
  ['http://127.0.0.1/', /^Refused: 127\.0\.0\.1 is this machine/],
  ['http://2130706433/', /^Refused: 127\.0\.0\.1 is this machine/],
  ['https://[::ffff:10.0.0.1]/', /^Refused: ::ffff:a00:1 is a private address/],
  ['http://169.254.169.254/latest/', /^Refused: 169\.254\.169\.254 is link-local/],
  ['https://localhost/', /^Refused: localhost is this machine/],
  ['http://receiver.example:25/', /^Refused: port 25 is for mail/],
])('the proxy is not asked for %s', async (url, sentence) => {
  const { asked, address } = await startProxy()
  const send = sender(`http://${address}`)
  expect(await send(url)).toMatchObject({ response: null, error: expect.stringMatching(sentence) })
  expect(asked).toEqual([])
})

test('an allowed network is open through the proxy too', async () => {
  const { asked, address } = await startProxy()
  const door = await openDoor(['127.0.0.1'])
  const send = sender(`http://${address}`, ['127.0.0.0/8'])
  expect((await send(`http://127.0.0.1:${door.port}/`)).response?.status).toBe(200)
  expect(asked).toEqual([`POST http://127.0.0.1:${door.port}/`])
})

describe.each(['http', 'https'])('connections through the proxy, %s', (scheme) => {
  async function setUp(hangsUp = false) {
    const { sockets, address } = await startProxy()
    const port = await keepingReceiver(scheme, hangsUp)
    // Over http it is the proxy that keeps the connection or hangs up: here one that answers by itself.
    const send = sender(`http://${hangsUp && scheme === 'http' ? `127.0.0.1:${port}` : address}`)
    return { sockets, send: () => send(`${scheme}://receiver.example:${port}/`) }
  }

  test('are used again', async () => {
    const { sockets, send } = await setUp()
    for (let round = 0; round < 3; round++) expect((await send()).response?.status).toBe(200)
    expect(sockets).toHaveLength(1)
  })

  test('cost no attempt when they are cut while idle, even at the very moment of a request', async () => {
    const { sockets, send } = await setUp()
    for (let round = 0; round < 5; round++) {
      expect(await send()).toMatchObject({ error: null, response: { status: 200 } })
      const since = performance.now()
      await vi.waitFor(() => expect(performance.now() - since).toBeGreaterThan(20))
      // At once, so that the next request is on its way before anybody can have noticed.
      for (const socket of sockets) socket.destroy()
    }
  })

  test('are not kept for a while when they are cut as they are used again', async () => {
    const { send } = await setUp(true)
    const errors: unknown[] = []
    for (let round = 0; round < 6; round++) errors.push((await send()).error)
    expect(errors).toEqual([null, expect.stringMatching(/cut the connection/), null, null, null, null])
  })
})
