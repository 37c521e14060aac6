import type { IncomingMessage, ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import { smallProgram } from './small-program.ts'

const sockets = new WebSocketServer({ noServer: true })

function answer(request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url ?? '/', 'http://web')
  if (pathname === '/stream') {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: first\n\n')
    // The second event comes when the reader has shown, by asking for /go-on, that the first one arrived.
    server.once('go on', () => response.end('data: second\n\n'))
  } else if (pathname === '/go-on') {
    server.emit('go on')
    response.end()
  } else if (pathname === '/slow') {
    response.write('begun and ')
    setTimeout(() => response.end('finished'), 400)
  } else if (pathname === '/cookies') {
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.end()
  } else {
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    // If the client goes in the middle of a request, this event does not come.
    request.on('end', () => {
      const { method, url, headers } = request
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ method, url, headers, bytes }))
    })
  }
}

const { server } = smallProgram('web', answer, ({ request, socket, head }) =>
  sockets.handleUpgrade(request, socket, head, (client) => {
    client.on('message', () =>
      client.send(
        JSON.stringify({ pid: process.pid, from: request.headers['x-forwarded-for'], url: request.url }),
      ),
    )
  }),
)
server.on('upgrade', (_request, socket) => {
  socket.on('error', () => {})
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: hot-reload\r\nConnection: Upgrade\r\n\r\n')
  socket.pipe(socket)
})
