import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startTelemetry, withSpan } from './telemetry.ts'

// The launcher kills a process that has not ended after nine seconds.
test('a collector that does not answer keeps nobody from ending', { timeout: 5_000 }, async () => {
  let asked = false
  const collector = createServer(() => {
    asked = true
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  onTestFinished(() => void collector.close().closeAllConnections())
  const { port } = collector.address() as AddressInfo // it listens on a port
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }, 'web')
  await withSpan('request', {}, async () => {})
  await telemetry.stop()
  expect(asked).toBe(true)
})
