import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testDocument } from '../testing/document.ts'
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
