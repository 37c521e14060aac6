/** An OpenTelemetry collector that keeps what it gets. For tests. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface CollectedSpan {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[]
}

interface Export {
  resourceSpans: { resource: { attributes: unknown }; scopeSpans: { spans: CollectedSpan[] }[] }[]
}

/** Starts it for one test. */
export async function startCollector() {
  const spans: CollectedSpan[] = []
  /** What each export said about the process that it came from, as JSON. */
  const resources: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    // If the process ends in the middle of an export, this event does not come.
    request.on('end', () => {
      const { resourceSpans }: Export = JSON.parse(body)
      for (const { resource, scopeSpans } of resourceSpans) {
        resources.push(JSON.stringify(resource.attributes))
        for (const scope of scopeSpans) spans.push(...scope.spans)
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  return { url: `http://127.0.0.1:${port}`, spans, resources }
}
