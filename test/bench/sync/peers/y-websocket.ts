/** y-websocket's own server, in memory. */
import { createServer } from 'node:http'
import { setupWSConnection } from '@y/websocket-server/utils'
import { WebSocketServer } from 'ws'

const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
const server = createServer()
server.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (webSocket) => setupWSConnection(webSocket, request)),
)
server.listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'))
