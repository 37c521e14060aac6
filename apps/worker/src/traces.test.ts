import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { testDatabase } from '@quillwire/database/testing'
import { startTelemetry, withSpan } from '@quillwire/process'
import { createEndpoint } from '@quillwire/webhooks'
import { startReceiver, testWorkspace } from '@quillwire/webhooks/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startWorker } from './testing/start-worker.ts'

const { database, url } = await testDatabase()

interface Span {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[]
}

/** A collector that keeps what it gets. */
async function startCollector() {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    for (const { scopeSpans } of JSON.parse(body).resourceSpans)
      for (const scope of scopeSpans) spans.push(...scope.spans)
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans }
}

test('one trace from the request that caused an event to its delivery', async () => {
  const collector = await startCollector()
  const collecting = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  await startWorker(url, collecting)
  const telemetry = await startTelemetry(collecting, 'web')
  await withSpan('POST /api/v1/invitations', {}, async () => {
    await workspace.happen()
  })
  await telemetry.stop()
  const find = (name: string) => collector.spans.find((span) => span.name === name)
  await vi.waitFor(() => expect(find('deliver webhook')).toBeDefined(), 20_000)
  const [request, delivery] = [find('POST /api/v1/invitations'), find('deliver webhook')]
  expect(delivery?.traceId).toBe(request?.traceId)
  expect(delivery?.parentSpanId).toBe(request?.spanId)
  const attributes = Object.fromEntries(
    (delivery?.attributes ?? []).map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
  )
  expect(attributes).toMatchObject({
    'quillwire.event.type': 'member.invited',
    'quillwire.event.id': receiver.received[0]?.headers['webhook-id'],
    'quillwire.delivery.outcome': 'succeeded',
    'http.response.status_code': 200,
  })
})
