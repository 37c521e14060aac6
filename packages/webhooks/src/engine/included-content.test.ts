import type { ServerResponse } from 'node:http'
import { deleteDocument } from '@quillwire/core/documents/delete-document'
import { trashDocument } from '@quillwire/core/documents/trash-document'
import { writeContent } from '@quillwire/core/documents/write-content'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { testSeal } from '@quillwire/core/testing/services'
import type { Executor } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import type { EventEnvelope } from '@quillwire/events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import type { GivenSettings } from '../endpoints/endpoint-settings.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createEndpointCache } from './endpoint-cache.ts'
import { createContentReader } from './included-content.ts'
import { takeDeliveries } from './take-deliveries.ts'

const { database } = await testDatabase()

async function setUp(settings: GivenSettings) {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const eventTypes = ['document.saved']
  await createEndpoint(workspace.context, { url: receiver.url, eventTypes, ...settings })
  const document = await testDocument(workspace, { markdown: 'In **March**.' })
  const envelopes = () =>
    receiver.received.map(({ body }) => JSON.parse(body) as EventEnvelope<'document.saved'>)
  return { workspace, document, envelopes }
}

test.each([
  ['markdown', 'In **March**.\n'],
  ['html', expect.stringMatching(/<p[^>]*>In <strong>March<\/strong>\.<\/p>/)],
  [
    'json',
    expect.objectContaining({ type: 'doc', content: [expect.objectContaining({ type: 'paragraph' })] }),
  ],
] as const)('the content as %s', async (format, body) => {
  const { workspace, document, envelopes } = await setUp({ includeContent: format })
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(envelopes()[0]?.data.content).toEqual({ format, body, truncated: false })
})

test('a document that was deleted before sending has no content, and the event of its deletion follows', async () => {
  const { workspace, document, envelopes } = await setUp({
    includeContent: 'markdown',
    ordered: true,
    eventTypes: ['document.saved', 'document.deleted'],
  })
  await document.save()
  await trashDocument(workspace.context, { documentId: document.id })
  await deleteDocument(workspace.context, { documentId: document.id })
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  const [saved, deleted] = envelopes()
  expect(saved).toMatchObject({
    type: 'document.saved',
    data: { content: { format: 'markdown', body: null, truncated: false } },
  })
  expect(deleted).toMatchObject({ type: 'document.deleted' })
})

/** Sends under way at first; the next delivery waits in the worker's hand. */
const FIRST = 4

test('what is written into a document after it was closed is not sent with a delivery that waited meanwhile', async () => {
  const asked: ServerResponse[] = []
  const receiver = await startReceiver((_request, response) => asked.push(response))
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const { id: endpointId } = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    includeContent: 'markdown',
  })
  const other = await testDocument(workspace)
  for (let index = 0; index < FIRST; index++) await other.save()
  const jonas = { ...workspace, ...(await workspace.colleague()) }
  const { id: documentId, save } = await testDocument(jonas, { markdown: 'For all.' })
  await save()
  const engine = await testEngine(database)
  await vi.waitFor(() => expect(asked).toHaveLength(FIRST))
  await setGeneralAccess(jonas.context, { documentId, role: null })
  await writeContent(jonas.context, { documentId, markdown: 'For Jonas alone.', place: 'end' })
  receiver.answerWith(200)
  for (const response of asked) response.writeHead(200).end()
  await engine.made(FIRST, workspace)
  await vi.waitFor(async () => {
    const { items } = await listDeliveries(workspace.context, { endpointId })
    expect(items[0]).toMatchObject({
      status: 'cancelled',
      lastError: 'The endpoint’s owner may no longer read the document.',
    })
  })
  expect(receiver.received.map(({ body }) => body).join()).not.toContain('For Jonas')
})

test('nor is it where the document is deleted between the reading of its content and the check of rights', async () => {
  const { workspace } = await setUp({ includeContent: 'markdown' })
  const jonas = { ...workspace, ...(await workspace.colleague()) }
  const { id: documentId, save } = await testDocument(jonas, { markdown: 'For all.' })
  await save()
  const limits = { total: 100, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }
  const { deliveries } = await takeDeliveries(database, createEndpointCache(database, testSeal), limits)
  await setGeneralAccess(jonas.context, { documentId, role: null })
  await writeContent(jonas.context, { documentId, markdown: 'For Jonas alone.', place: 'end' })
  await trashDocument(jonas.context, { documentId })
  const deletedMeanwhile: Executor = {
    async query(text, values, name) {
      if (name === 'restricted-documents') await deleteDocument(jonas.context, { documentId })
      return database.query(text, values, name)
    },
  }
  const delivery = deliveries.find((one) => one.documentId === documentId)
  const sent = delivery && (await createContentReader(deletedMeanwhile).add(delivery))
  expect(JSON.parse(sent ?? '{}')).toMatchObject({
    data: { content: { format: 'markdown', body: null, truncated: false } },
  })
})
