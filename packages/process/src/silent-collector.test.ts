import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startTelemetry, withSpan } from './telemetry.ts'

// The launcher kills a process that has not ended after nine seconds, but the exporter of spans waits for ten.
test('a collector that does not answer keeps no process from ending', async () => {
  const seen: string[] = []
  const collector = createServer((_request, response) => {
    seen.push('asked')
    response.once('close', () => seen.push('given up'))
  }).listen(0, '127.0.0.1')
  await once(collector, 'listening')
  onTestFinished(() => void collector.close().closeAllConnections())
  const { port } = collector.address() as AddressInfo // it listens on a port
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` }, 'web')
  await withSpan('request', {}, async () => {})
  await telemetry.stop()
  expect(seen).toEqual(['asked'])
})
