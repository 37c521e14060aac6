import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { getDelivery } from './get-delivery.ts'
import { listDeliveries } from './list-deliveries.ts'
import { retryDelivery } from './retry-delivery.ts'

const { database } = await testDatabase()

test('an admin who may not read the document sees that something was sent, and not what', async () => {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver((_request, response, { body }) => response.end(body))
  onTestFinished(receiver.close)
  const { id: endpointId } = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    format: 'slack',
  })
  const secret = await testDocument(workspace, { title: 'Secret plan', open: false })
  await secret.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const { items } = await listDeliveries(workspace.context, { endpointId })
  const id = items[0]?.id ?? ''
  const shown = await getDelivery(workspace.context, { id })
  expect(shown).toMatchObject({ hidden: false, payload: { data: { document: { id: secret.id } } } })
  expect(JSON.stringify(shown.attempts)).toContain('Secret plan')

  const jonas = await workspace.colleague()
  const hidden = await getDelivery(jonas.context, { id })
  expect(hidden).toMatchObject({
    hidden: true,
    status: 'succeeded',
    payload: null,
    attempts: [{ number: 1, response: { status: 200 } }],
  })
  expect(JSON.stringify(hidden)).not.toContain('Secret plan')
})

test('the error of a function is shown only to those who may read the document', async () => {
  const workspace = await testWorkspace(database)
  const watcher = await startReceiver()
  onTestFinished(watcher.close)
  await createEndpoint(workspace.context, { url: watcher.url, eventTypes: ['delivery.exhausted'] })
  const { id: endpointId } = await createEndpoint(workspace.context, {
    url: 'http://127.0.0.1:9999/hook',
    eventTypes: ['document.saved'],
    retrySchedule: [0],
    transformation: '(event) => { throw new Error(event.data.document.title) }',
  })
  const secret = await testDocument(workspace, { title: 'Secret plan', open: false })
  await secret.save()
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  const { items } = await listDeliveries(workspace.context, { endpointId })
  expect(items).toMatchObject([{ status: 'failed', lastError: expect.stringContaining('Secret plan') }])

  const jonas = await workspace.colleague()
  const id = items[0]?.id ?? ''
  const told = [
    await listDeliveries(jonas.context, { endpointId }),
    await getDelivery(jonas.context, { id }),
    await retryDelivery(jonas.context, { id }),
    watcher.received,
  ]
  expect(told).toMatchObject([
    { items: [{ lastError: expect.stringContaining('It failed.') }] },
    { lastError: expect.stringContaining('It failed.') },
    { lastError: expect.stringContaining('It failed.') },
    [{ body: expect.stringContaining('delivery.exhausted') }],
  ])
  expect(JSON.stringify(told)).not.toContain('Secret plan')
})

test('whether a request was sent is shown even where the reason for the failure is hidden', async () => {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver((_request, response) => response.destroy())
  onTestFinished(receiver.close)
  const engine = await testEngine(database)
  const common = { eventTypes: ['document.saved'], retrySchedule: [0] }
  const endpoints = {
    broken: { ...common, url: receiver.url, transformation: '(event) => event.data.nothing.title' },
    unwanted: { ...common, url: receiver.url, transformation: '() => null' },
    silent: { ...common, url: receiver.url },
  }
  const ids = await Promise.all(
    Object.values(endpoints).map(async (input) => (await createEndpoint(workspace.context, input)).id),
  )
  const secret = await testDocument(workspace, { title: 'Secret plan', open: false })
  await secret.save()
  await engine.made(3, workspace)
  const jonas = await workspace.colleague()
  const seen = await Promise.all(
    [workspace.context, jonas.context].flatMap((context) =>
      ids.map(async (endpointId) => {
        const [item] = (await listDeliveries(context, { endpointId })).items
        const { attempts } = await getDelivery(context, { id: item?.id ?? '' })
        return [item?.status, item?.lastAttemptSent, attempts[0]?.sent]
      }),
    ),
  )
  const each = [
    ['failed', false, false],
    ['cancelled', false, false],
    ['failed', true, true],
  ]
  expect(seen).toEqual([...each, ...each])
})
