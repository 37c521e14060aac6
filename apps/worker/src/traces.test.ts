import { testDatabase } from '@quillwire/database/testing'
import { startTelemetry, withSpan } from '@quillwire/process'
import { startCollector } from '@quillwire/process/testing'
import { createEndpoint } from '@quillwire/webhooks'
import { startReceiver, testWorkspace } from '@quillwire/webhooks/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startWorker } from './testing/start-worker.ts'

const { database, url } = await testDatabase()

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
  await vi.waitFor(() => expect(find('deliver webhook')).toBeDefined())
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
