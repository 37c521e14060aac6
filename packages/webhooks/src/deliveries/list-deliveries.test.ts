import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { addDeliveries } from '../testing/many-deliveries.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { listDeliveries } from './list-deliveries.ts'
import { sendTestEvent } from './send-test-event.ts'

const { database } = await testDatabase()

test('a row says which document it is about and who did it, to those who may see the event', async () => {
  const workspace = await testWorkspace(database)
  const { id: endpointId } = await createEndpoint(workspace.context, {
    url: 'http://127.0.0.1:9999/hook',
    eventTypes: ['document.saved', 'member.invited'],
  })
  const open = await testDocument(workspace, { title: 'Launch plan' })
  const secret = await testDocument(workspace, { title: 'Secret plan', open: false })
  await open.save()
  await secret.save()
  await workspace.happen()
  await sendTestEvent(workspace.context, { id: endpointId, type: 'document.saved' })

  const rowsOf = async ({ context }: Pick<typeof workspace, 'context'>) =>
    (await listDeliveries(context, { endpointId })).items.map(({ documentTitle, actorName }) => [
      documentTitle,
      actorName,
    ])
  // Newest first. The document and the person of a test event are those of its sample, and do not exist.
  const [sample, invited] = [
    [null, null],
    [null, 'Ada Lind'],
  ]
  expect(await rowsOf(workspace)).toEqual([
    sample,
    invited,
    ['Secret plan', 'Ada Lind'],
    ['Launch plan', 'Ada Lind'],
  ])
  expect(await rowsOf(await workspace.colleague())).toEqual([
    sample,
    invited,
    [null, null],
    ['Launch plan', 'Ada Lind'],
  ])
})

test('a row whose event is no longer kept tells what its own payload holds', async () => {
  const workspace = await testWorkspace(database)
  const { id: endpointId } = await createEndpoint(workspace.context, {
    url: 'http://127.0.0.1:9999/hook',
    eventTypes: ['document.saved'],
  })
  const document = await testDocument(workspace, { title: 'Launch plan' })
  const event = await document.save()
  const payload = { actor: { name: 'Jonas Weber' }, data: { document: { title: 'Old title' } } }
  await database.query('UPDATE deliveries SET payload = $2::jsonb WHERE event_id = $1::uuid', [
    event,
    JSON.stringify(payload),
  ])
  await database.query('DELETE FROM events WHERE id = $1::uuid', [event])
  const { items } = await listDeliveries(workspace.context, { endpointId })
  expect(items).toMatchObject([{ documentTitle: 'Old title', actorName: 'Jonas Weber' }])
})

test('the log comes in pages, newest first, with each delivery once and no empty page at the end', async () => {
  const { context } = await testWorkspace(database)
  const endpoint = () =>
    createEndpoint(context, { url: 'http://127.0.0.1:9999/hook', eventTypes: ['member.*'] })
  const [{ id: endpointId }, other] = [await endpoint(), await endpoint()]
  await addDeliveries(database, endpointId, 'succeeded', 4)
  await addDeliveries(database, other.id, 'succeeded', 1)
  const { items: all } = await listDeliveries(context, { endpointId })
  const ids = all.map(({ id }) => id)
  expect(ids).toHaveLength(4)
  expect(ids).toEqual(ids.toSorted().reverse())
  for (const narrowed of [{}, { status: 'succeeded' }, { eventType: 'member.joined' }] as const) {
    const first = await listDeliveries(context, { endpointId, ...narrowed, limit: 2 })
    const cursor = first.nextCursor ?? ''
    const second = await listDeliveries(context, { endpointId, ...narrowed, limit: 2, cursor })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids)
    expect(second.nextCursor).toBeNull()
  }
  await expect(listDeliveries(context, { endpointId, cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'cursor_invalid',
  })
})
