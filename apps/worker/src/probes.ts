import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Executor } from '@quillwire/database'
import type { Worker } from './worker.ts'

/** `/healthz`: the process runs. `/readyz`: it delivers and the database answers. `/metrics`: for Prometheus. */
export async function answerProbe(
  database: Executor,
  worker: Worker | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
    void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  const answers = await database.query('SELECT 1').then(
    () => true,
    () => false,
  )
  const ready = worker !== undefined && answers
  switch (request.url) {
    case '/healthz':
      return send(200, 'ok\n')
    case '/readyz':
      return send(ready ? 200 : 503, ready ? 'ready\n' : 'not ready\n')
    case '/metrics': {
      const text = ready ? await worker.metrics.render().catch(() => null) : null
      return text === null ? send(503, 'not ready\n') : send(200, text, worker?.metrics.contentType)
    }
    default:
      return send(404, 'This is the worker. It answers /healthz, /readyz and /metrics.\n')
  }
}
