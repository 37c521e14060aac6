import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { type TestWorkspace, testWorkspace } from '../testing/workspace.ts'
import type { Attempt } from './attempt.ts'

const { database } = await testDatabase()

const EVENTS = 40
const LOOPS = '(event) => { for (;;); }'
const WORKS = '(event) => ({ body: event.type })'

async function endpointWith(workspace: TestWorkspace, transformation: string) {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const { url } = receiver
  return await createEndpoint(workspace.context, { url, eventTypes: ['member.*'], transformation })
}

test('a function that never ends leaves the other endpoints’ functions their turns', async () => {
  const workspace = await testWorkspace(database)
  const [loops, works] = await Promise.all([endpointWith(workspace, LOOPS), endpointWith(workspace, WORKS)])
  await Promise.all(Array.from({ length: EVENTS }, () => workspace.happen()))
  const attempts = new Map([
    [loops.id, 0],
    [works.id, 0],
  ])
  const done = Promise.withResolvers<number>()
  const onAttempt = ({ delivery: { endpoint } }: Attempt) => {
    attempts.set(endpoint.id, (attempts.get(endpoint.id) ?? 0) + 1)
    if (attempts.get(works.id) === EVENTS) done.resolve(attempts.get(loops.id) ?? 0)
  }
  await testEngine(database, { onAttempt })
  // It gets as much of the sandbox's time as the other function, which is enough for few runs of its own.
  expect(await done.promise).toBeLessThanOrEqual(EVENTS / 4)
})
