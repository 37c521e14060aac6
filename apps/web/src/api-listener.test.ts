import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clientAddress } from '@quillwire/http'
import { expect, onTestFinished, test } from 'vitest'
import { apiListener } from './api-listener.ts'

/** The port of a server whose API answers with the `X-Forwarded-For` that it sees. */
async function startServer(trusted: string[]): Promise<number> {
  const listener = apiListener({
    fetch: async (request) =>
      new Response(`${request.headers.get('x-forwarded-for')} ${await request.text()}`),
    addressOf: clientAddress(trusted),
  })
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port // it listens on a port
}

async function heard(port: number, forwarded?: string): Promise<string> {
  const headers: Record<string, string> = forwarded ? { 'x-forwarded-for': forwarded } : {}
  return await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: 'text' })).text()
}

test('the API sees the address of the connection, whatever address a stranger claims', async () => {
  const port = await startServer(['10.0.0.0/8'])
  expect(await heard(port)).toBe('127.0.0.1 text')
  expect(await heard(port, '198.51.100.7')).toBe('127.0.0.1 text')
  expect(await heard(port, '198.51.100.7, 10.0.0.1')).toBe('127.0.0.1 text')
})

test('the address that a trusted proxy adds is believed, and none that stands before it', async () => {
  const port = await startServer(['127.0.0.0/8'])
  expect(await heard(port)).toBe('127.0.0.1 text')
  expect(await heard(port, '203.0.113.9, 198.51.100.7')).toBe('198.51.100.7 text')
  expect(await heard(port, '198.51.100.7, 127.0.0.2')).toBe('198.51.100.7 text')
})

test('a TRACE, which fetch does not allow, reaches the API and is answered', async () => {
  const asked = request({ port: await startServer([]), host: '127.0.0.1', method: 'TRACE' }).end()
  // The cast: this is what the event of Node's client carries.
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  expect(answer.statusCode).toBe(200)
})

test('a connection whose body was refused unread serves the next request', async () => {
  const listener = apiListener({
    fetch: async (asked) => new Response(asked.url.endsWith('/read') ? await asked.text() : 'Too large'),
    addressOf: () => '127.0.0.1',
  })
  const server = createServer((asked, response) => void listener(asked, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => {
    agent.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  const send = async (path: string, body: Buffer | string) => {
    const asked = request({ agent, host: '127.0.0.1', port, path, method: 'POST' }).end(body)
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    return [Buffer.concat(await answer.toArray()).toString(), answer.headers.connection]
  }
  for (let round = 0; round < 3; round++) {
    expect(await send('/unread', Buffer.alloc(8 * 1024 * 1024))).toEqual(['Too large', 'keep-alive'])
    expect(await send('/read', 'text')).toEqual(['text', 'keep-alive'])
  }
})

test('a sender that goes away in the middle of a body is told from a fault of ours', async () => {
  const { promise: read, resolve } = Promise.withResolvers<unknown>()
  const listener = apiListener({
    fetch: async (asked) => {
      resolve(await asked.text().catch((error: unknown) => error))
      return new Response()
    },
    addressOf: () => '127.0.0.1',
  })
  const server = createServer((asked, response) => void listener(asked, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  const asked = request({ host: '127.0.0.1', port, method: 'POST', headers: { 'content-length': 8 } })
  asked.on('error', () => {}).write('half')
  await once(server, 'request')
  asked.destroy()
  expect(await read).toMatchObject({ code: 'body_incomplete' })
})

test('a handler that still reads a body once it is answered does not take a part for the whole', async () => {
  let read: Promise<unknown> | undefined
  const listener = apiListener({
    fetch: async (asked) => {
      read = asked.text().catch((error: unknown) => error)
      return new Response('Too late')
    },
    addressOf: () => '127.0.0.1',
  })
  const server = createServer((asked, response) => void listener(asked, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  const asked = request({ host: '127.0.0.1', port, method: 'POST' })
  asked.end(Buffer.alloc(8 * 1024 * 1024))
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  expect(await read).toMatchObject({ code: 'body_incomplete' })
})
