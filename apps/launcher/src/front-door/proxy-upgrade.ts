import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { refuse } from './hand-over.ts'

/** An upgrade that is web's own (hot reload during development): the bytes go to and fro as they are. */
export function proxyUpgrade(port: number, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const onward = connect(port, '127.0.0.1')
  onward.on('error', () => (onward.bytesRead === 0 ? refuse(socket) : socket.destroy()))
  onward.on('connect', () => {
    const lines = [`${request.method} ${request.url} HTTP/1.1`]
    for (let index = 0; index < request.rawHeaders.length; index += 2)
      lines.push(`${request.rawHeaders[index]}: ${request.rawHeaders[index + 1]}`)
    onward.write(`${lines.join('\r\n')}\r\n\r\n`)
    if (head.length > 0) onward.write(head)
    onward.pipe(socket)
    socket.pipe(onward)
  })
  onward.on('close', () => socket.destroy())
  socket.on('error', () => onward.destroy())
  socket.on('close', () => onward.destroy())
}
