/** A reverse proxy as in some offices: plain HTTP passes, and upgrades are refused until `letThrough` is called. */
import { createServer, request as openRequest } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { KEEP_ALIVE_MS } from '@quillwire/http'

export async function startRefusingProxy(target: string) {
  const { hostname, port } = new URL(target)
  const upstream = { host: hostname, port: Number(port) }
  const sockets = new Set<Socket>()
  let refusing = true
  let refused = 0
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request
    const onward = openRequest({ ...upstream, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      response.flushHeaders()
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, stream, head) => {
    if (refusing) {
      refused += 1
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const onward = connect(upstream, () => {
      const lines = [`${request.method} ${request.url} HTTP/1.1`]
      for (let i = 0; i < request.rawHeaders.length; i += 2)
        lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`)
      onward.write(`${lines.join('\r\n')}\r\n\r\n`)
      onward.write(head)
      onward.pipe(stream).pipe(onward)
    })
    onward.on('error', () => stream.destroy())
    stream.on('error', () => onward.destroy())
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many upgrades were refused. */
    refused: () => refused,
    letThrough() {
      refusing = false
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
