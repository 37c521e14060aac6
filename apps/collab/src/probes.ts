import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Services } from '@quillwire/core'
import type { Collab } from './collab.ts'

/** `/healthz`: the process runs. `/readyz`: it can take writers now. `/metrics`: for Prometheus. */
export async function answerProbe(
  services: Services,
  collab: Collab | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  switch (request.url) {
    case '/healthz':
      return void send(200, 'ok\n')
    case '/readyz': {
      const ready = collab?.healthy() && (await databaseAnswers(services))
      return void send(ready ? 200 : 503, ready ? 'ready\n' : 'not ready\n')
    }
    case '/metrics':
      if (!collab) return void send(503, 'not ready\n')
      return void send(200, await collab.metrics.registry.metrics(), collab.metrics.registry.contentType)
    default:
      return void send(404, 'This is the sync server. It has /collab and /yjs for sockets.\n')
  }
}

async function databaseAnswers({ database }: Services): Promise<boolean> {
  return database.query('SELECT 1').then(
    () => true,
    () => false,
  )
}
