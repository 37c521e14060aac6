import { createServer } from 'node:net'

/**
 * A mail server that accepts everything, with as much of SMTP as this needs.
 *
 * @param port a free one when 0
 * @param putOff recipients that it refuses the first time, as greylisting does
 */
export async function openMailServer(port: number, putOff: string[] = []) {
  const messages: string[] = []
  const strangers = new Set(putOff.map((address) => `RCPT TO:<${address}>`))
  const server = createServer((socket) => {
    let message: string[] | null = null
    let rest = ''
    // A worker that is stopped at the end of a test may hang up at any moment.
    socket.on('error', () => {})
    socket.write('220 test ESMTP\r\n')
    socket.on('data', (chunk) => {
      const lines = (rest + chunk).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (message && line !== '.') message.push(line)
        else if (message) {
          messages.push(message.join('\n'))
          message = null
          socket.write('250 taken\r\n')
        } else if (line === 'DATA') {
          message = []
          socket.write('354 go on\r\n')
        } else if (strangers.delete(line)) socket.write('450 4.2.0 later\r\n')
        else if (line === 'QUIT') socket.end('221 bye\r\n')
        else socket.write('250 ok\r\n')
      }
    })
  })
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  const address = server.address()
  return {
    messages,
    port: typeof address === 'object' ? address?.port : 0,
    close: () => void server.close(),
  }
}
