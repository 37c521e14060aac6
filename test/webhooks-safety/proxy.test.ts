/** `WEBHOOK_PROXY_URL` against a real small proxy, which forwards http and tunnels https. */
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parseNetworks } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { createWebhookClient } from '../../packages/webhooks/src/engine/webhook-client.ts'
import { AUTHORITY, KEY, OTHER_NAME, RECEIVER } from './certificates.ts'
import { openDoor } from './listening.ts'

const known = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...known, AUTHORITY]))
afterAll(() => setDefaultCACertificates(known))

/** A proxy that resolves every name to this machine. */
async function startProxy(credentials?: string) {
  const asked: string[] = []
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  const mayPass = ({ headers }: IncomingMessage) => !expected || headers['proxy-authorization'] === expected
  const server = createServer((request, response) => {
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
  })
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`)
    socket.on('error', () => {})
    if (!mayPass(request)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    const port = Number(request.url?.split(':').at(-1))
    const onward = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    onward.on('error', () => socket.destroy())
    return onward.pipe(socket).pipe(onward)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` }
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

test('a proxy that requires a name and a password gets those in its URL', async () => {
  const { address } = await startProxy('quill:p@ss/word')
  const door = await openDoor(['127.0.0.1'])
  const port = await secureReceiver(RECEIVER)
  const send = sender(`http://quill:p%40ss%2Fword@${address}`)
  expect((await send(`http://receiver.example:${door.port}/`)).response?.status).toBe(200)
  expect((await send(`https://receiver.example:${port}/`)).response?.status).toBe(200)
})

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
