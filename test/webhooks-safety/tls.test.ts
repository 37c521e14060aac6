/** What an https receiver must prove, and what happens if it cannot. */
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { createServer, getCACertificates, setDefaultCACertificates, type TlsOptions } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parseNetworks } from '../../packages/webhooks/src/address-guard/judge-address.ts'
import { createWebhookClient } from '../../packages/webhooks/src/engine/webhook-client.ts'
import { AUTHORITY, EXPIRED, KEY, OTHER_NAME, RECEIVER, SELF_SIGNED } from './certificates.ts'
import { openSocket, resolvesTo } from './listening.ts'

const known = getCACertificates('default')
beforeAll(() => setDefaultCACertificates([...known, AUTHORITY]))
afterAll(() => setDefaultCACertificates(known))

function sender() {
  const client = createWebhookClient({
    allowed: parseNetworks(['127.0.0.1/32']),
    resolve: resolvesTo('127.0.0.1'),
  })
  onTestFinished(() => client.close())
  return (url: string, timeoutMs = 3000) =>
    client.send({ url, headers: { authorization: 'Bearer secret' }, body: '{"a":1}', timeoutMs })
}

/** A receiver with a certificate. The decrypted data that it received is in `heard`. */
async function secureReceiver(options: TlsOptions) {
  const heard: string[] = []
  const server = createServer({ key: KEY, ...options }, (socket) => {
    socket.on('error', () => {})
    socket.on('data', (bytes) => heard.push(String(bytes)))
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { url: `https://receiver.example:${port}/hook`, heard }
}

test('a receiver whose certificate is from a known authority and for its name', async () => {
  const { url, heard } = await secureReceiver({ cert: RECEIVER })
  expect(await sender()(url)).toMatchObject({
    response: { status: 200, body: 'ok' },
    error: null,
    remoteAddress: '127.0.0.1',
  })
  expect(heard.join('')).toContain('POST /hook HTTP/1.1')
})

test('a receiver that prefers HTTP/2 is sent HTTP/1.1, which it speaks too', async () => {
  const server = createSecureServer({ key: KEY, cert: RECEIVER, allowHTTP1: true }, (request, response) => {
    response.end(request.httpVersion)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { response } = await sender()(`https://receiver.example:${port}/hook`)
  expect(response).toMatchObject({ status: 200, body: '1.1' })
})

test.each([
  ['by itself', SELF_SIGNED, 'The certificate of receiver.example is self-signed.'],
  ['for another name', OTHER_NAME, 'The certificate of receiver.example is for another name.'],
  ['of the past', EXPIRED, 'The certificate of receiver.example has expired.'],
])('a certificate %s: nothing is sent, and one sentence says why', async (_what, cert, error) => {
  const { url, heard } = await secureReceiver({ cert })
  expect(await sender()(url)).toMatchObject({ response: null, error })
  expect(heard).toEqual([])
})

test('a certificate of an unknown authority', async () => {
  setDefaultCACertificates(known)
  onTestFinished(() => setDefaultCACertificates([...known, AUTHORITY]))
  const { url, heard } = await secureReceiver({ cert: RECEIVER })
  expect((await sender()(url)).error).toBe(
    'The certificate of receiver.example comes from an unknown authority.',
  )
  expect(heard).toEqual([])
})

test('a certificate is for a name, not for an address', async () => {
  const { url, heard } = await secureReceiver({ cert: RECEIVER })
  const { port } = new URL(url)
  expect((await sender()(`https://127.0.0.1:${port}/`)).error).toMatch(/is for another name\.$/)
  expect(heard).toEqual([])
})

test('a receiver that never begins TLS delays nobody beyond the time limit', async () => {
  const url = (await openSocket(() => {})).replace('http:', 'https:')
  const { response, error, durationMs } = await sender()(url, 500)
  expect({ response, error }).toEqual({ response: null, error: '127.0.0.1 did not answer within 0.5 s.' })
  expect(durationMs).toBeLessThan(1500)
})

test('a receiver that speaks http at an https URL', async () => {
  const heard: string[] = []
  const url = await openSocket((socket) => {
    socket.on('data', (bytes) => heard.push(String(bytes)))
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  const { response, error } = await sender()(url.replace('http:', 'https:'))
  expect(response).toBeNull()
  expect(error).toMatch(/^127\.0\.0\.1:\d+ does not speak TLS there: should the URL begin with http:\/\/\?$/)
  expect(heard.join('')).not.toContain('secret')
})

test('a receiver that only knows an outdated TLS', async () => {
  const { url, heard } = await secureReceiver({
    cert: RECEIVER,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  const { response, error } = await sender()(url)
  expect(response).toBeNull()
  expect(error).toMatch(
    /^receiver\.example:\d+ and this server could not agree on how to speak TLS \([A-Z0-9_]+\)\.$/,
  )
  expect(heard).toEqual([])
})
