/** The API and the event socket on a real port: the web process without its pages. For tests. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createApi } from '@quillwire/api'
import { createAuth } from '@quillwire/core/identity/auth'
import { testServices } from '@quillwire/core/testing/services'
import type { Database } from '@quillwire/database'
import { KEEP_ALIVE_MS } from '@quillwire/http'
import { createLogger } from '@quillwire/process'
import { createTransformer, endpointPolicy } from '@quillwire/webhooks'
import { createEventStreams, type EventStreams } from '@quillwire/webhooks/stream'
import { onTestFinished } from 'vitest'
import { createEventSocket, type EventSocketOptions } from '../event-stream/event-socket.ts'

export interface StreamServer {
  /** `http://127.0.0.1:…` */
  url: string
  streams: EventStreams
  /** Events handed to a connection so far. */
  readonly sent: number
  /** Closes as the process does at a shutdown. */
  close(): Promise<void>
}

export interface StreamServerOptions extends Partial<Pick<EventSocketOptions, 'pingMs' | 'subscribeMs'>> {
  heartbeatMs?: number
}

export async function startStreamServer(
  database: Database,
  { heartbeatMs, ...socketOptions }: StreamServerOptions = {},
): Promise<StreamServer> {
  const services = testServices(database)
  let sent = 0
  // The streams try again after an error; the tests see whether that works.
  const onError = () => {}
  const auth = createAuth(services, {
    signUp: 'open',
    sendsMail: false,
    logger: createLogger('test', 'silent'),
  })
  const streams = createEventStreams(services, {
    onError,
    onSent: () => {
      sent += 1
    },
    pollMs: 50,
    ...(heartbeatMs !== undefined && { heartbeatMs }),
  })
  const api = createApi({
    services,
    auth,
    eventStreams: streams,
    logger: createLogger('test', 'error'),
    transformer: createTransformer(onError),
    endpointPolicy: endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: [], WEBHOOK_HTTPS_ONLY: false }),
    requestsPerSecond: 1000,
    version: 'test',
  })
  const listener = getRequestListener(
    ({ url, method, headers, signal, body }) =>
      api.fetch(
        new Request(url, { method, headers, signal, ...(method !== 'GET' && { body, duplex: 'half' }) }),
      ),
    { overrideGlobalObjects: false },
  )
  const server = createServer((request, response) => void listener(request, response))
  // As in the real process: with Node's five seconds, a connection could close just as a busy test sends on it.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  const socket = createEventSocket({
    services,
    auth,
    streams,
    addressOf: ({ socket }) => socket.remoteAddress ?? '',
    onError,
    ...socketOptions,
  })
  server.on('upgrade', (request, stream, head) => {
    if (!socket.upgrade(request, stream, head)) stream.destroy()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // it listens on a port
  let closed: Promise<void> | undefined
  const close = () => {
    closed ??= (async () => {
      await Promise.all([socket.close(), streams.close()])
      await new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      })
    })()
    return closed
  }
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${port}`,
    streams,
    get sent() {
      return sent
    },
    close,
  }
}
