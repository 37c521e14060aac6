/**
 * A bare receiver in its own process. It reads the body, answers 200, and notes how long ago the event happened, by the
 * stamp in the document's title. `/hang` never answers, and `/broken` answers 500.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { STAMP } from './stamp.ts'

let received = 0
let latencies: { endpoint: string; ms: number }[] = []

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (request.url === '/hang') return
    if (request.url === '/broken') return response.writeHead(500).end()
    received += 1
    const stamp = STAMP.exec(Buffer.concat(chunks).toString())?.[1]
    if (stamp) {
      const ms = performance.timeOrigin + performance.now() - Number(stamp)
      latencies.push({ endpoint: request.url ?? '', ms })
    }
    response.writeHead(200).end()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

// Any message asks for the figures since the last one.
process.on('message', () => {
  process.send?.({ received, latencies })
  received = 0
  latencies = []
})
