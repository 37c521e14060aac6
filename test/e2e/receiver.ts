/** A third party's webhook receiver: plain Node and the npm package `standardwebhooks`, which know nothing of us. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'

export interface Received {
  /** The verified body. Undefined if the signature did not verify. */
  event: { id: string; type: string; timestamp: string; data: Record<string, unknown> } | undefined
  headers: IncomingHttpHeaders
  body: string
  /** The status that was answered. */
  status: number
}

export interface Receiver {
  url: string
  /** All requests so far, in order. */
  received: Received[]
  /** The endpoint's secret: from now on signatures are checked with it. */
  verifyWith(secret: string): void
  /** The statuses of the next answers, in order; then 204 again. */
  answerWith(...statuses: number[]): void
  /** Resolves with the first verified event that fits, past or future. Rejects after `timeoutMs` (default 15 000). */
  waitFor(fits: (received: Received) => boolean, timeoutMs?: number): Promise<Received>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let webhook: Webhook | undefined
  let statuses: number[] = []

  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      const status = statuses.shift() ?? 204
      received.push({ event: verified(body, request.headers), headers: request.headers, body, status })
      response.writeHead(status).end(status === 204 ? undefined : 'as the test wishes')
      for (const look of waiting) look()
    })
  })

  function verified(body: string, headers: IncomingHttpHeaders): Received['event'] {
    try {
      // The cast: the package expects single values, which these three headers are.
      return webhook?.verify(body, headers as Record<string, string>) as Received['event']
    } catch {
      return undefined
    }
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number } // a TCP server has an address with a port

  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    verifyWith(secret) {
      webhook = new Webhook(secret)
    },
    answerWith(...next) {
      statuses = next
    },
    waitFor(fits, timeoutMs = 15_000) {
      return new Promise((done, fail) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          const seen = received.map(({ event, status }) => `${event?.type ?? 'unverified'} (${status})`)
          fail(
            new Error(`No such event came in ${timeoutMs} ms. What came: ${seen.join(', ') || 'nothing'}.`),
          )
        }, timeoutMs)
        const look = () => {
          const found = received.find((one) => one.event && fits(one))
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          done(found)
        }
        waiting.add(look)
        look()
      })
    },
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}
