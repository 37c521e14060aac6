import type { ServerResponse } from 'node:http'
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { retryDelivery } from '../deliveries/retry-delivery.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { getEndpoint } from '../endpoints/get-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()

async function setUp(...answers: Answer[]) {
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const { id } = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    retrySchedule: [0, 60],
  })
  /** Seconds that the endpoint is still left alone; null where it is not. */
  const throttled = async () => {
    const { throttledUntil } = await getEndpoint(workspace.context, { id })
    return throttledUntil && (throttledUntil.getTime() - Date.now()) / 1000
  }
  const deliveries = async () => (await listDeliveries(workspace.context, { endpointId: id })).items
  return { receiver, workspace, throttled, deliveries }
}

const answer = (status: number, headers: Record<string, string> = {}) => {
  return (_request: unknown, response: ServerResponse) => response.writeHead(status, headers).end()
}
const inTenMinutes = () => new Date(Date.now() + 600_000).toUTCString()

// Seconds until the next attempt, by the schedule 60 with a tenth of jitter, and seconds of throttling.
test.each([
  ['429', () => answer(429), [54, 66], [0, 5]],
  ['502', () => answer(502), [54, 66], [0, 5]],
  ['504', () => answer(504), [54, 66], [0, 5]],
  ['429 with seconds', () => answer(429, { 'retry-after': '600' }), [590, 600], [590, 600]],
  ['502 with seconds', () => answer(502, { 'retry-after': '600' }), [590, 600], [590, 600]],
  ['504 with seconds', () => answer(504, { 'retry-after': '600' }), [590, 600], [590, 600]],
  ['503 with seconds', () => answer(503, { 'retry-after': '600' }), [590, 600], [590, 600]],
  ['429 with a date', () => answer(429, { 'retry-after': inTenMinutes() }), [590, 600], [590, 600]],
  ['503 with a date', () => answer(503, { 'retry-after': inTenMinutes() }), [590, 600], [590, 600]],
  ['503', () => answer(503), [54, 66], null],
  ['503 with nonsense', () => answer(503, { 'retry-after': 'soon' }), [54, 66], null],
  // The wait that such an answer asks for is about this request alone.
  ['409 with seconds', () => answer(409, { 'retry-after': '600' }), [590, 600], null],
  ['500', () => answer(500), [54, 66], null],
] as const)('%s', async (_, given, [soonest, latest], rest) => {
  const { workspace, throttled, deliveries } = await setUp(given())
  const engine = await testEngine(database)
  await workspace.happen()
  await engine.made(1, workspace)
  const [delivery] = await deliveries()
  const wait = (Number(delivery?.nextAttemptAt) - Date.now()) / 1000
  expect(wait).toBeGreaterThan(soonest - 3)
  expect(wait).toBeLessThanOrEqual(latest)
  const left = await throttled()
  if (rest === null) return expect(left).toBeNull()
  expect(left).toBeGreaterThan(rest[0] - 3)
  expect(left).toBeLessThanOrEqual(rest[1])
})

test('a long rest is not cut short by the answer to another request under way', async () => {
  const held: ServerResponse[] = []
  const { receiver, workspace, throttled, deliveries } = await setUp((_request, response) => {
    held.push(response)
  })
  const engine = await testEngine(database)
  for (let index = 0; index < 3; index++) await workspace.happen()
  await vi.waitFor(() => expect(held).toHaveLength(3))
  held[0]?.writeHead(429, { 'retry-after': '3600' }).end()
  await engine.made(1, workspace)
  expect(await throttled()).toBeGreaterThan(3590)
  held[1]?.writeHead(502).end()
  await engine.made(2, workspace)
  expect(await throttled()).toBeGreaterThan(3590)
  held[2]?.writeHead(429, { 'retry-after': '7200' }).end()
  await engine.made(3, workspace)
  expect(await throttled()).toBeGreaterThan(7190)
  // A retry by hand ends it all the same.
  receiver.answerWith(200)
  const [delivery] = await deliveries()
  await retryDelivery(workspace.context, { id: delivery?.id ?? '' })
  await engine.made(4, workspace)
  expect(await throttled()).toBeNull()
})
