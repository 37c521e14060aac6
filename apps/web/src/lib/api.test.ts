import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { send } from './api.ts'

test('an answer that is cut off in the middle is said as a server that cannot be reached', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{"items":', () => response.destroy())
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens on a port
  await expect(send(`http://127.0.0.1:${port}/`, 'GET')).rejects.toMatchObject({ code: 'unreachable' })
})
