/** Answers every socket message and every request with the same, on a port of its own and on sockets handed over. */
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import { receiveUpgrade, type UpgradeMessage } from '../../../packages/process/src/launcher-protocol.ts'

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
process.on('message', (message: UpgradeMessage | 'cpu', socket: Socket) => {
  if (message === 'cpu') process.send?.({ cpu: process.cpuUsage() })
  else {
    process.send?.({ type: 'taken', number: message.number })
    upgrade(receiveUpgrade(message, socket))
  }
})
process.on('disconnect', () => process.exit())
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
