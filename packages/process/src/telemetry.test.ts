import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { currentTraceParent, startTelemetry, withSpan } from './telemetry.ts'

interface ExportedSpan {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
}

/** A collector that keeps what it gets. */
async function startCollector() {
  const spans: ExportedSpan[] = []
  const services: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      services.push(JSON.stringify(resource.attributes))
      for (const scope of scopeSpans) spans.push(...scope.spans)
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, services }
}

test('without a collector work is done and nothing is traced', async () => {
  const telemetry = await startTelemetry({}, 'collab')
  expect(await withSpan('work', {}, async () => currentTraceParent() ?? 'untraced')).toBe('untraced')
  await telemetry.stop()
})

test('spans reach the collector, go on with the caller’s trace, and tell of failures', async () => {
  const collector = await startCollector()
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'collab')
  const caller = '0af7651916cd43dd8448eb211c80319c'
  await withSpan('request', { traceParent: `00-${caller}-b7ad6b7169203331-01` }, async () => {
    expect(currentTraceParent()).toContain(caller)
    await withSpan('load', { attributes: { 'quillwire.document.id': 'd1' } }, async () => {})
    await expect(
      withSpan('save', {}, async () => {
        throw new Error('the text of the document')
      }),
    ).rejects.toThrow()
  })
  await telemetry.stop()
  expect(collector.spans.map(({ name }) => name).sort()).toEqual(['load', 'request', 'save'])
  expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([caller]))
  const request = collector.spans.find(({ name }) => name === 'request')
  expect(collector.spans.find(({ name }) => name === 'load')?.parentSpanId).toBe(request?.spanId)
  expect(collector.services[0]).toContain('quillwire-collab')
  expect(JSON.stringify(collector.spans)).not.toContain('the text of the document')
})
