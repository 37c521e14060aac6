/** A save tells of everyone who edited since the one before, and its actor is only the last of them. */
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import type { Actor, EventEnvelope } from '@quillwire/events'
import { expect, onTestFinished, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import type { GivenSettings } from '../endpoints/endpoint-settings.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { startOperationRunner } from '../operations/operation-runner.ts'
import { startOperation } from '../operations/start-operation.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString()

async function setUp(settings: GivenSettings = {}) {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver(200)
  onTestFinished(receiver.close)
  const { id } = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    ...settings,
  })
  const endpoint: Actor = { type: 'integration', id, name: 'Translator' }
  const ada: Actor = { type: 'user', id: workspace.userId, name: 'Ada Lind' }
  const told = () =>
    receiver.received
      .map(({ body }) => JSON.parse(body) as EventEnvelope<'document.saved'>)
      .map(({ data }) => data.editors.map(({ name }) => name).join(' and '))
  return { workspace, id, endpoint, ada, told, document: await testDocument(workspace) }
}

test('an endpoint whose reply was saved together with what a person wrote hears of it', async () => {
  const { workspace, endpoint, ada, told, document } = await setUp()
  await document.save({ editors: [ada, endpoint] }, endpoint)
  await document.save({}, endpoint)
  await document.save({ editors: [endpoint, ada] }, ada)
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  expect(told()).toEqual(['Ada Lind and Translator', 'Translator and Ada Lind'])
})

test('who asks for what a person did hears of it, whoever edited after them, also in a replay', async () => {
  const { workspace, id, ada, told, document } = await setUp()
  const jonas: Actor = { type: 'user', id: newId(), name: 'Jonas' }
  await updateEndpoint(workspace.context, { id, filters: { actorIds: [workspace.userId] } })
  await document.save({ editors: [ada, jonas] }, jonas)
  await document.save({}, jonas)
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(told()).toEqual(['Ada Lind and Jonas'])

  await startOperation(workspace.context, { id, kind: 'replay', since: HOUR_AGO })
  const runner = await startOperationRunner(database, (error) => {
    throw error
  })
  onTestFinished(runner.stop)
  await engine.made(2, workspace)
  expect(told()).toEqual(['Ada Lind and Jonas', 'Ada Lind and Jonas'])
})
