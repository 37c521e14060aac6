/** A consumer is sent no event of a document that it may not read, and is not held up by any. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { renameDocument } from '@quillwire/core/documents/rename-document'
import type { ListedEvent } from '@quillwire/core/events/list-events'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { testDatabase } from '@quillwire/database/testing'
import { eventId } from '@quillwire/events'
import { expect, test, vi } from 'vitest'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'

const { database } = await testDatabase()

const dataOf = ({ event }: ListedEvent) => event.data

test('events of a private document are not for a key', async () => {
  const { context, consume } = await streamedWorkspace(database)
  const ours = await createDocument(context, { title: 'Ours' })
  const mine = await createDocument(context, { title: 'Mine' })
  await setGeneralAccess(context, { documentId: mine, role: null })
  await renameDocument(context, { documentId: mine, title: 'Mine alone' })
  await renameDocument(context, { documentId: ours, title: 'Ours still' })
  const consumer = await consume(testStreams(database), { types: ['document.created', 'document.renamed'] })
  await consumer.got(2)
  expect(consumer.items.map(dataOf)).toMatchObject([
    { document: { title: 'Ours' } },
    { document: { title: 'Ours still' } },
  ])
})

test('what waits for room is not sent when its document has become private meanwhile', async () => {
  const { context, consume } = await streamedWorkspace(database)
  const plan = await createDocument(context, { title: 'Plan' })
  await renameDocument(context, { documentId: plan, title: 'Secret plan' })
  const last = await createDocument(context, { title: 'Other' })
  const consumer = await consume(testStreams(database), {
    types: ['document.created', 'document.renamed'],
    window: 1,
  })
  await consumer.got(1)
  await setGeneralAccess(context, { documentId: plan, role: null })
  // By then everybody has been notified: this listener is the last to be.
  await new Promise<void>((done) => {
    void database
      .listen('document_access', () => done())
      .then(() => database.notify('document_access', { documentId: last }))
  })
  consumer.acknowledge(consumer.items[0])
  await consumer.got(2)
  expect(consumer.items.map(dataOf)).toMatchObject([{ document: { id: plan } }, { document: { id: last } }])
})

test('a consumer is led past very many events that it may not see', async () => {
  const { id, context, consume, happen } = await streamedWorkspace(database)
  const consumer = await consume(testStreams(database), { after: 'oldest' })
  const secret = await createDocument(context, { title: 'Secret plan' })
  await setGeneralAccess(context, { documentId: secret, role: null })
  await database.query(
    `INSERT INTO events (id, workspace_id, generation, type, document_id, document_open, actor, data)
     SELECT uuidv7(), $1::uuid, generation, 'document.saved', $2::uuid, false, '{}', '{}'
       FROM event_log, generate_series(1, 9000)`,
    [id, secret],
  )
  const event = eventId(await happen())
  await vi.waitFor(() => expect(consumer.items.at(-1)?.event.id).toBe(event))
})
