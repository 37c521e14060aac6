import type { ServerResponse } from 'node:http'
import { within } from './within.ts'

/** Shorter than probes are known to wait: a database that hangs must not make this look like a dead process. */
const READY_MS = 1_500

export interface Probes {
  /** Whether the process can do its work now. */
  ready(): Promise<boolean>
  /** What Prometheus reads; null where there is nothing to read yet. */
  metrics(): Promise<{ text: string; contentType: string } | null>
  /** The answer to a request for anything else. */
  elsewhere: string
}

/**
 * `/healthz`: the process runs. `/readyz`: it can do its work. `/metrics`: for Prometheus.
 * @param url as it was asked for; a query in it changes nothing.
 */
export async function answerProbe(url: string, response: ServerResponse, probes: Probes): Promise<void> {
  const [path] = url.split('?')
  const send = (status: number, body: string, type = 'text/plain; charset=utf-8') =>
    void response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  switch (path) {
    case '/healthz':
      return send(200, 'ok\n')
    case '/readyz': {
      let ready = false
      await within(
        READY_MS,
        probes.ready().then((answer) => {
          ready = answer
        }),
      )
      return send(ready ? 200 : 503, ready ? 'ready\n' : 'not ready\n')
    }
    case '/metrics': {
      const metrics = await probes.metrics().catch(() => null)
      return metrics ? send(200, metrics.text, metrics.contentType) : send(503, 'not ready\n')
    }
    default:
      return send(404, `${probes.elsewhere}\n`)
  }
}
