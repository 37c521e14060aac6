import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { asksForWebSocket } from './asks-for-web-socket.ts'

async function serve() {
  const server = createServer({ shouldUpgradeCallback: asksForWebSocket }, async (incoming, response) =>
    response.end(`${incoming.method} ${await text(incoming)}`),
  )
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 418 A socket\r\n\r\n'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port // it listens on a port
}

test.each(['websocket', 'WebSocket', 'h2c, websocket'])('%s is an upgrade', async (upgrade) => {
  const onward = request({ port: await serve(), headers: { connection: 'Upgrade', upgrade } })
  onward.end()
  const [answer] = await once(onward, 'response')
  expect(answer.statusCode).toBe(418)
})

test.each(['h2c', 'TLS/1.0', 'websocketish'])(
  'an offer of %s is ignored, and the request is answered with its body',
  async (upgrade) => {
    const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade, 'http2-settings': 'AAMAAABkAAQCAAAA' }
    const onward = request({ port: await serve(), method: 'POST', headers })
    onward.end('whole')
    const [answer] = await once(onward, 'response')
    expect(answer.statusCode).toBe(200)
    expect(await text(answer)).toBe('POST whole')
  },
)
