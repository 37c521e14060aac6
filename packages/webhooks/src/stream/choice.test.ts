/** What a subscription asks for is what its consumer is sent. */
import { createDocument } from '@quillwire/core/documents/create-document'
import { moveDocument } from '@quillwire/core/documents/move-document'
import { renameDocument } from '@quillwire/core/documents/rename-document'
import { trashDocument } from '@quillwire/core/documents/trash-document'
import type { ListedEvent } from '@quillwire/core/events/list-events'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test, vi } from 'vitest'
import { listEndpoints } from '../endpoints/list-endpoints.ts'
import { streamedWorkspace, testStreams } from '../testing/streams.ts'

const { database } = await testDatabase()

test('types choose', async () => {
  const { context, consume, happen } = await streamedWorkspace(database)
  const consumer = await consume(testStreams(database), { types: ['document.*'] })
  await happen()
  await createDocument(context, { title: 'Plan' })
  await consumer.got(1)
  expect(consumer.items[0]?.event.type).toBe('document.created')
})

test('filters choose by folder, document and actor, and the admin’s page shows those of a named consumer', async () => {
  const workspace = await streamedWorkspace(database)
  const { context, consume, keyId } = workspace
  const streams = testStreams(database)
  const folder = await createDocument(context, { title: 'Customers' })
  const single = await createDocument(context, { title: 'Price list' })
  const crm = await consume(streams, {
    consumer: 'crm',
    filters: { folderIds: [folder], documentIds: [single] },
  })
  const grace = await workspace.colleague()
  const hers = await consume(streams, { filters: { actorIds: [grace.userId] } })
  expect(await listEndpoints(context)).toMatchObject({
    items: [{ description: 'crm', filters: { folderIds: [folder], documentIds: [single], actorIds: [] } }],
  })
  const lind = await createDocument(context, { title: 'Lind', parentId: folder })
  const offer = await createDocument(context, { title: 'Offer', parentId: lind })
  await createDocument(context, { title: 'Elsewhere' })
  await workspace.happen()
  await renameDocument(context, { documentId: single, title: 'Prices' })
  await moveDocument(context, { documentId: offer, parentId: null })
  await renameDocument(context, { documentId: offer, title: 'Offer of June' })
  await trashDocument(context, { documentId: lind })
  await crm.got(7)
  const told = ({ event }: ListedEvent) => ({ type: event.type, data: event.data })
  const of = (type: string, title: string) => ({ type, data: { document: { title } } })
  expect(crm.items.map(told)).toMatchObject([
    of('document.created', 'Customers'),
    of('document.created', 'Price list'),
    of('document.created', 'Lind'),
    of('document.created', 'Offer'),
    of('document.renamed', 'Prices'),
    of('document.moved', 'Offer'),
    of('document.trashed', 'Lind'),
  ])
  await createDocument(grace.context, { title: 'Hers' })
  await hers.got(1)
  expect(hers.items.map(told)).toMatchObject([of('document.created', 'Hers')])
  await consume(streams, { consumer: 'crm', filters: { actorIds: [keyId] } })
  expect(await listEndpoints(context)).toMatchObject({
    items: [{ filters: { folderIds: [], documentIds: [], actorIds: [keyId] } }],
  })
})

test('“latest” begins with what happens from now on', async () => {
  const { consume, happen } = await streamedWorkspace(database)
  const streams = testStreams(database)
  const before = [await happen(), await happen()]
  // They are decided once another reader has them.
  await (await consume(streams)).got(2)
  const consumer = await consume(streams, { after: 'latest' })
  const other = await consume(streams, { after: 'oldest' })
  expect(await other.got(2)).toEqual(before)
  await vi.waitFor(() => expect(streams.statistics().connected).toBe(3))
  const now = await happen()
  expect(await consumer.got(1)).toEqual([now])
})
