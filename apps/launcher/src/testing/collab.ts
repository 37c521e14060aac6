import { WebSocketServer } from 'ws'
import { smallProgram } from './small-program.ts'

const sockets = new WebSocketServer({ noServer: true })
smallProgram(
  'collab',
  (_request, response) => response.end(),
  ({ request, socket, head }) =>
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('message', (data) => {
        if (data.toString() === 'crash') process.kill(process.pid, 'SIGKILL')
        else if (data.toString() === 'who')
          client.send(
            JSON.stringify({ pid: process.pid, from: request.headers['x-forwarded-for'], url: request.url }),
          )
        else client.send(data)
      })
    }),
)
process.once('SIGTERM', () => {
  for (const client of sockets.clients) client.close(1012, 'restart')
})
