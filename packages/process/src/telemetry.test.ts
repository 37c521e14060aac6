import { trace } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { currentTraceParent, startTelemetry, withSpan } from './telemetry.ts'
import { startCollector } from './testing/collector.ts'

test('only our own spans reach the collector; they continue the caller’s trace, and report failures', async () => {
  const collector = await startCollector()
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'collab')
  const caller = '0af7651916cd43dd8448eb211c80319c'
  await withSpan('request', { traceParent: `00-${caller}-b7ad6b7169203331-01` }, async () => {
    expect(currentTraceParent()).toContain(caller)
    // Next.js and Better Auth trace by themselves, with the whole address: of a share link, a new password.
    await trace.getTracer('next.js').startActiveSpan('GET', async (span) => {
      span.setAttribute('http.target', '/reset-password?token=secret')
      await withSpan('load', { attributes: { 'quillwire.document.id': 'd1' } }, async () => {})
      span.end()
    })
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
  expect(collector.resources[0]).toContain('quillwire-collab')
  expect(JSON.stringify(collector.spans)).not.toContain('the text of the document')
})
