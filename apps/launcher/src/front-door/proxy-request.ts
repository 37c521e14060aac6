/** Plain HTTP, handed on to the process that renders pages: streamed both ways, nothing kept. */
import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http'
import { type Trusts, WHO_ASKS, withForwarded } from './forwarded-headers.ts'

/** Headers that speak of one connection and not of the message (RFC 9110, 7.6.1). */
const OF_ONE_CONNECTION = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]

export interface ProxyOptions {
  port: number
  trusts: Trusts
  /** Answers when the process behind does not. */
  onUnreachable(request: IncomingMessage, response: ServerResponse): void
}

export function createProxy({ port, trusts, onUnreachable }: ProxyOptions) {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 64 })

  function forward(request: IncomingMessage, response: ServerResponse, retried = false) {
    const headers = withForwarded(request, trusts)
    // A client may name headers of its connection alone, but these must not be removed: who asks, for which host, and
    // how long the body is.
    for (const name of [...OF_ONE_CONNECTION, ...named(request.headers.connection)])
      if (!WHO_ASKS.includes(name) && name !== 'content-length') delete headers[name]
    // Node's client does not frame the body of a GET or DELETE by itself. Unframed, it would be read as another
    // request, ahead of somebody else's on the same connection.
    if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked'
    const { method, url: path } = request
    let onward: ClientRequest
    try {
      onward = openRequest({ agent, host: '127.0.0.1', port, method, path, headers })
    } catch {
      // Node's server takes characters in a path that its client does not send.
      response.writeHead(400, { connection: 'close' }).end()
      return
    }
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, keptHeaders(answer))
      // An event stream may say nothing for a while; if a length is given, the body follows at once.
      if (answer.headers['content-length'] === undefined) response.flushHeaders()
      answer.pipe(response)
      answer.on('error', () => response.destroy())
      answer.on('end', () => {
        if (onward.writableEnded) return
        // Answered before it was read to its end, as too large. The rest is read: many clients listen only at its end.
        request.unpipe(onward).resume()
        onward.destroy()
      })
    })
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (response.headersSent || response.destroyed) return void response.destroy()
      // The process may close an idle connection at the moment at which we use it again.
      const idle = onward.reusedSocket && error.code === 'ECONNRESET'
      const repeatable = (request.method === 'GET' || request.method === 'HEAD') && !hasBody(request)
      if (idle && repeatable && !retried) forward(request, response, true)
      else onUnreachable(request, response)
    })
    response.on('close', () => {
      if (!response.writableFinished) onward.destroy()
    })
    if (hasBody(request)) request.pipe(onward)
    else onward.end()
  }

  return {
    forward: (request: IncomingMessage, response: ServerResponse) => forward(request, response),
    /** Connections that become idle are closed from now on, so that the process behind can drain. */
    endIdle() {
      agent.maxFreeSockets = 0
      for (const sockets of Object.values(agent.freeSockets))
        for (const socket of sockets ?? []) socket.destroy()
    },
    close: () => agent.destroy(),
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function named(connection: string | undefined): string[] {
  return (connection ?? '').split(',').map((name) => name.trim().toLowerCase())
}

/** In pairs as they came, so that several `Set-Cookie` stay several. */
function keptHeaders({ rawHeaders, headers }: IncomingMessage): string[] {
  const dropped = new Set([...OF_ONE_CONNECTION, ...named(headers.connection)])
  const kept: string[] = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    if (!dropped.has(name.toLowerCase())) kept.push(name, value)
  }
  return kept
}
