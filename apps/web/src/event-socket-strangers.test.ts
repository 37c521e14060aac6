import { once } from 'node:events'
import { connect } from 'node:net'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test } from 'vitest'
import { connectConsumer } from './testing/consumer.ts'
import { openOffice } from './testing/office.ts'
import { startStreamServer } from './testing/stream-server.ts'

const { database } = await testDatabase()

test('a client that resets the connection at the moment of the refusal harms nobody', async () => {
  /** What would have ended the process. */
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtException', note)
  onTestFinished(() => void process.off('uncaughtException', note))
  const server = await startStreamServer(database)
  const office = await openOffice(database, server.url)
  const { port } = new URL(server.url)
  for (let round = 0; round < 200; round++) {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const words =
      'GET /api/v1/events/socket HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n' +
      'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    await new Promise<void>((done) => socket.write(words, () => done()))
    socket.resetAndDestroy()
  }
  const consumer = await connectConsumer(server.url, {}, { headers: office.key.headers })
  const id = await office.happen()
  expect((await consumer.got(1))[0]?.event.id).toBe(id)
  expect(uncaught).toEqual([])
})
