/** A receiver is restarted while many sends are on their way to it. */
import { testDatabase } from '@quillwire/database/testing'
import { createEndpoint, getEndpoint } from '@quillwire/webhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testEngine } from '../../packages/webhooks/src/testing/engine.ts'
import { startReceiver } from '../../packages/webhooks/src/testing/receiver.ts'
import { testWorkspace } from '../../packages/webhooks/src/testing/workspace.ts'

const AT_ONCE = 40
const { database } = await testDatabase()

test('forty sends that fail together count as one failure: the first pause is half a minute, not a quarter of an hour', async () => {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const { id } = await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  const engine = await testEngine(database)
  // The receiver works at first, so that the engine raises how many it sends at a time.
  const held: (() => void)[] = []
  let answered = 0
  receiver.answerWith((_request, response) => {
    answered += 1
    if (answered <= 2 * AT_ONCE) response.writeHead(200).end()
    else held.push(() => response.writeHead(503).end())
  })
  await Promise.all(Array.from({ length: 4 * AT_ONCE }, () => workspace.happen()))
  await vi.waitFor(() => expect(held.length).toBeGreaterThanOrEqual(AT_ONCE))
  // The sends that are on their way now fail too.
  receiver.answerWith(503)
  for (const fail of held) fail()
  await engine.made(2 * AT_ONCE + held.length, workspace)
  const probeAt = await vi.waitFor(async () => {
    const endpoint = await getEndpoint(workspace.context, { id })
    expect(endpoint.probeAt).not.toBeNull()
    return Number(endpoint.probeAt)
  })
  expect(probeAt - Date.now()).toBeGreaterThan(20_000)
  expect(probeAt - Date.now()).toBeLessThan(31_000)
})
