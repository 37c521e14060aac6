/** Echoes every socket message and every request, on its own port and on sockets that are handed over. */
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import {
  type FromChild,
  receiveUpgrade,
  type ToChild,
} from '../../../packages/process/src/launcher-protocol.ts'

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
sockets.on('connection', (client) => {
  client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }))
})
const body = Buffer.alloc(10_000, 'x')
const server = createServer((_request, response) => {
  response.setHeader('content-length', body.length)
  response.end(body)
})
const upgrade = ({ request, socket, head }: ReturnType<typeof receiveUpgrade>) =>
  sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client))
server.on('upgrade', (request, socket, head) => upgrade({ request, socket: socket as Socket, head })) // plain http: a TCP socket
process.on('message', (message: ToChild | 'cpu', socket: Socket) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() })
  else if (message.type === 'upgrade') upgrade(receiveUpgrade(message, socket))
  else {
    const confirmed: FromChild = { type: 'confirmed', number: message.number }
    process.send?.(confirmed)
  }
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
