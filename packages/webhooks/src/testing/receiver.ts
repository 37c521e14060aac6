/** A receiver as an integrator would write it: plain Node, on a port of its own. For tests. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  method: string
  /** With the query. */
  path: string
  headers: Record<string, string>
  body: string
}

/** A status to answer with, or a function that answers. */
export type Answer =
  | number
  | ((request: IncomingMessage, response: ServerResponse, received: Received) => void)

export interface Receiver {
  url: string
  received: Received[]
  /** Answers these in turn, and the last one from then on. */
  answerWith(...answers: Answer[]): void
  close(): Promise<void>
}

export async function startReceiver(...initial: Answer[]): Promise<Receiver> {
  let answers: Answer[] = initial.length > 0 ? initial : [200]
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const one: Received = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers as Record<string, string>, // nobody sends a webhook's header twice
        body: Buffer.concat(chunks).toString(),
      }
      received.push(one)
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? 200
      if (typeof answer === 'function') answer(request, response, one)
      else response.writeHead(answer).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answerWith(...next) {
      answers = next
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
