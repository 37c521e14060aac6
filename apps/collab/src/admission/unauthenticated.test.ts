import { once } from 'node:events'
import { connect } from 'node:net'
import { createDocument } from '@quillwire/core/documents/create-document'
import { afterAll, expect, test, vi } from 'vitest'
import { serveHttp } from '../testing/http-client.ts'
import { openTestOffice, synced } from '../testing/office.ts'
import { authFrame } from '../transport/frames.ts'

const office = await openTestOffice()
const { services, ada } = office
const server = await serveHttp(services)
/** What would have ended the process. */
const uncaught: unknown[] = []
const note = (error: unknown) => uncaught.push(error)
process.on('uncaughtException', note)

afterAll(async () => {
  process.off('uncaughtException', note)
  office.leave()
  await server.stop()
  await office.close()
})

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n'

/** An unknown client that has just sent these words. */
async function stranger(words: string) {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  await new Promise<void>((done) => socket.write(words, () => done()))
  return socket
}

/** The status of the answer. */
async function answerTo(words: string): Promise<number> {
  const socket = await stranger(words)
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part
  })
  await once(socket, 'close')
  return Number(text.split(' ')[1])
}

async function honestPeopleSync() {
  const documentId = await createDocument(ada, {})
  const a = office.join(server.sockets, ada, documentId)
  await synced(a)
  a.text.insert(0, 'undisturbed')
  await synced(a)
  a.leave()
}

test('a client that resets the connection at the moment of its refusal does no harm', async () => {
  for (let round = 0; round < 200; round++) {
    const path = ['/collab', '/nowhere'][round % 2]
    const socket = await stranger(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n${UPGRADE}\r\n`,
    )
    socket.resetAndDestroy()
  }
  await honestPeopleSync()
  expect(uncaught).toEqual([])
})

test.each([
  '//',
  '/\\',
  '//h:99999/collab',
  'http://',
  'http://u:p@localhost/collab',
  'http://u:p@localhost/collab/stream',
  '/yjs/',
  '/yjs/a/b',
  '*',
])('%s is no way in, by upgrade or plainly', async (target) => {
  const head = `${target === '*' ? 'OPTIONS' : 'GET'} ${target} HTTP/1.1\r\nHost: localhost\r\n`
  const statuses = [
    await answerTo(`${head}${UPGRADE}\r\n`),
    await answerTo(`${head}Connection: close\r\n\r\n`),
  ]
  // Node's own server refuses some of it.
  for (const status of statuses) expect([400, 404]).toContain(status)
  await honestPeopleSync()
  expect(uncaught).toEqual([])
})

test('a refused connection is closed on this side too, though the other keeps it open', async () => {
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET /nowhere HTTP/1.1\r\nHost: localhost\r\n${UPGRADE}\r\n`)
  socket.resume()
  await once(socket, 'end')
  const count = () => new Promise<number>((done) => server.countConnections((_error, open) => done(open)))
  await expect.poll(count).toBe(0)
  socket.destroy()
})

test.each(['constructor', '__proto__', 'toString', 'toString\0more'])(
  'a client that asks for a document called %j is sent away, and the log is not filled',
  async (name) => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/collab`)
    socket.addEventListener('open', () => socket.send(Buffer.from(authFrame(name, 'mine'))))
    const [{ code }] = await once(socket, 'close')
    expect(code).toBe(1007)
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
    await honestPeopleSync()
  },
)
