/** On whose behalf an endpoint sees documents, and what happens when that person is no longer there. */
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { revokeApiKey } from '@quillwire/core/api-keys/revoke-api-key'
import { createDocument } from '@quillwire/core/documents/create-document'
import { trashDocument } from '@quillwire/core/documents/trash-document'
import { disableEndpointById } from '@quillwire/core/events/disable-endpoints'
import { listEvents } from '@quillwire/core/events/list-events'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { changeMemberRole } from '@quillwire/core/workspaces/change-member-role'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import type { WebhookContext } from '../webhook-context.ts'
import { createEndpoint } from './create-endpoint.ts'
import { getEndpoint } from './get-endpoint.ts'
import { updateEndpoint } from './update-endpoint.ts'

const { database } = await testDatabase()

async function setUp() {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const made = (context: WebhookContext) =>
    createEndpoint(context, { url: receiver.url, eventTypes: ['document.saved'] })
  return { workspace, receiver, made }
}

test('whoever points an endpoint elsewhere does not get what only its owner may read', async () => {
  const { workspace, receiver, made } = await setUp()
  const endpoint = await made(workspace.context)
  const secret = await testDocument(workspace, { open: false })
  const jonas = await workspace.colleague()
  // A setting that does not decide where it sends changes nothing.
  await updateEndpoint(jonas.context, { id: endpoint.id, description: 'Chat', rateLimit: 60 })
  await secret.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const elsewhere = await startReceiver()
  onTestFinished(elsewhere.close)
  await updateEndpoint(jonas.context, { id: endpoint.id, url: elsewhere.url })
  await secret.save()
  const open = await testDocument(workspace)
  await open.save()
  await engine.made(2, workspace)
  expect(receiver.received).toHaveLength(1)
  expect(elsewhere.received.map(({ body }) => JSON.parse(body).data.document.id)).toEqual([open.id])
})

test.each([
  ['a secret', { secrets: { TOKEN: 'of-his-own' } }],
  ['a header', { headers: { authorization: 'Bearer of-his-own' } }],
  ['the function', { transformation: '(event) => ({ headers: { authorization: "Bearer of-his-own" } })' }],
])('whoever changes %s, which can be the key to another account, takes it over', async (_, change) => {
  const { workspace, receiver } = await setUp()
  const endpoint = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    headers: { authorization: 'Bearer {{secret.TOKEN}}' },
    secrets: { TOKEN: 'of-hers' },
  })
  const jonas = await workspace.colleague()
  await updateEndpoint(jonas.context, { id: endpoint.id, ...change })
  const secret = await testDocument(workspace, { open: false })
  await secret.save()
  const open = await testDocument(workspace)
  await open.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.document.id)).toEqual([open.id])
})

test('whoever leaves the workspace gets nothing any more, and an admin can take over', async () => {
  const { workspace, receiver, made } = await setUp()
  const jonas = await workspace.colleague()
  const endpoint = await made(jonas.context)
  const document = await testDocument(workspace)
  await removeMember(workspace.context, { userId: jonas.userId })
  expect(await getEndpoint(workspace.context, { id: endpoint.id })).toMatchObject({
    status: 'disabled',
    disabledReason: 'owner_gone',
  })
  // A transaction of another file, in the same server, may hold the event back for a moment.
  await vi.waitFor(async () => {
    const { items } = await listEvents(workspace.context, { types: ['endpoint.disabled'] })
    expect(items.map(({ event }) => event.data)).toMatchObject([
      { endpoint: { id: endpoint.id }, reason: 'owner_gone' },
    ])
  })
  await document.save()
  const engine = await testEngine(database)
  expect((await listDeliveries(workspace.context, { endpointId: endpoint.id })).items).toEqual([])

  await updateEndpoint(workspace.context, { id: endpoint.id, status: 'active' })
  // What only Ada may read goes there now: she answers for it.
  const hers = await testDocument(workspace, { open: false })
  await hers.save()
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
})

test.each(['member', 'guest'] as const)(
  'somebody whose role becomes %s reads no events any more, nor do their receivers',
  async (role) => {
    const { workspace, made } = await setUp()
    const jonas = await workspace.colleague()
    const endpoint = await made(jonas.context)
    const { id: hers } = await made(workspace.context)
    const owner = await workspace.colleague('owner')
    await changeMemberRole(owner.context, { userId: jonas.userId, role: 'owner' })
    await changeMemberRole(owner.context, { userId: jonas.userId, role: 'admin' })
    expect(await getEndpoint(workspace.context, endpoint)).toMatchObject({ status: 'active' })
    await changeMemberRole(workspace.context, { userId: jonas.userId, role })
    expect(await getEndpoint(workspace.context, endpoint)).toMatchObject({
      status: 'disabled',
      disabledReason: 'owner_gone',
    })
    const document = await testDocument(workspace)
    await document.save()
    expect((await listDeliveries(workspace.context, { endpointId: endpoint.id })).items).toEqual([])
    expect((await listDeliveries(workspace.context, { endpointId: hers })).items).toHaveLength(1)
  },
)

test('whoever enables an endpoint that had failed before its owner left takes it over', async () => {
  const { workspace, receiver, made } = await setUp()
  const jonas = await workspace.colleague()
  const { id } = await made(jonas.context)
  await database.transaction((tx) => disableEndpointById(tx, id, 'failing'))
  const { disabledAt } = await getEndpoint(workspace.context, { id })
  await changeMemberRole(workspace.context, { userId: jonas.userId, role: 'member' })
  // The page says what to look at first; nothing has been sent since it failed.
  expect(await getEndpoint(workspace.context, { id })).toMatchObject({
    disabledReason: 'owner_gone',
    disabledAt,
  })
  await updateEndpoint(workspace.context, { id, status: 'active' })
  const hers = await testDocument(workspace, { open: false })
  await hers.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
})

test('an endpoint that an API key made ends with the key', async () => {
  const { workspace, made } = await setUp()
  const { id } = await createApiKey(workspace.context, { name: 'Terraform', scopes: ['webhooks:manage'] })
  const endpoint = await made({
    ...workspace.context,
    principal: {
      type: 'api_key',
      id,
      name: 'Terraform',
      workspaceId: workspace.id,
      scopes: ['webhooks:manage'],
    },
  })
  await revokeApiKey(workspace.context, { id })
  await vi.waitFor(async () =>
    expect(await getEndpoint(workspace.context, { id: endpoint.id })).toMatchObject({
      disabledReason: 'owner_gone',
    }),
  )
})

test('those who could read a document until it went to the trash are told so', async () => {
  const { context, colleague } = await testWorkspace(database)
  const documentId = await createDocument(context, { title: 'Plan' })
  await setGeneralAccess(context, { documentId, role: 'viewer' })
  const reader = await colleague()
  const settings = { url: 'https://example.com/hook', eventTypes: ['document.trashed'] }
  const { id: endpointId } = await createEndpoint(reader.context, settings)
  await trashDocument(context, { documentId })
  expect((await listDeliveries(context, { endpointId })).items).toMatchObject([
    { eventType: 'document.trashed' },
  ])
})

test('an owner who gets the documents of somebody who was removed is told of them, and nobody else is', async () => {
  const { workspace, receiver } = await setUp()
  const jonas = await workspace.colleague()
  const owner = await workspace.colleague('owner')
  const theirs = await Promise.all(
    [1, 2].map(() => testDocument({ ...workspace, context: jonas.context }, { open: false })),
  )
  const settings = { url: receiver.url, eventTypes: ['document.shared'], ordered: true }
  const { id: endpointId } = await createEndpoint(owner.context, settings)
  const { id: another } = await createEndpoint(workspace.context, settings)
  await removeMember(workspace.context, { userId: jonas.userId })
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  expect((await listDeliveries(owner.context, { endpointId })).items).toHaveLength(2)
  expect((await listDeliveries(owner.context, { endpointId: another })).items).toEqual([])
  const told = receiver.received.map(({ body }) => JSON.parse(body).data)
  expect(new Set(told.map(({ document }) => document.id))).toEqual(new Set(theirs.map(({ id }) => id)))
  expect(told).toMatchObject([
    { role: 'owner', with: { person: { id: owner.userId } } },
    { role: 'owner', with: { person: { id: owner.userId } } },
  ])
})

test('a transaction that has locked an endpoint and records an event does not deadlock with the removal of the person behind it', async () => {
  const { workspace, made } = await setUp()
  const jonas = await workspace.colleague()
  const { id } = await made(jonas.context)
  // As a worker that records that a delivery was given up.
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR NO KEY UPDATE', [id])
  const removed = removeMember(workspace.context, { userId: jonas.userId })
  await somebodyWaits(database)
  await workspace.happen(tx)
  await commit()
  await removed
  expect(await getEndpoint(workspace.context, { id })).toMatchObject({ status: 'disabled' })
})
