import { createDocument } from '@quillwire/core/documents/create-document'
import { startTelemetry } from '@quillwire/process'
import { startCollector } from '@quillwire/process/testing'
import { expect, test, vi } from 'vitest'
import { openTestOffice, synced } from './testing/office.ts'

const office = await openTestOffice()

test('loading, commits and saves are traced by ids and counts, and tell nothing of the text', async () => {
  const collector = await startCollector()
  const telemetry = await startTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'collab')
  const documentId = await createDocument(office.ada, { title: 'Secret plan' })
  const { base, stop } = await office.serve()
  const writer = office.join(base, office.ada, documentId)
  await synced(writer)
  writer.text.insert(0, 'Very ')
  await vi.waitFor(() => expect(writer.provider.hasUnsyncedChanges).toBe(false))
  await stop()
  await telemetry.stop()
  const about = new Map(
    collector.spans.map(({ name, attributes }) => [
      name,
      Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue])),
    ]),
  )
  expect(about.get('document load')).toEqual({ 'quillwire.document.id': documentId })
  expect(about.get('log commit')).toEqual({ 'quillwire.updates': 1 })
  expect(about.get('document save')).toEqual({ 'quillwire.document.id': documentId })
  expect(JSON.stringify(collector.spans)).not.toMatch(/secret|plan|very/i)
})
