/** What an admin's function, the endpoint's own settings and the content of the document make together. */
import { testDatabase } from '@quillwire/database/testing'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import type { GivenSettings } from '../endpoints/endpoint-settings.ts'
import { getEndpoint } from '../endpoints/get-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()

async function setUp(settings: GivenSettings, ...answers: Answer[]) {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const { context } = workspace
  const endpoint = await createEndpoint(context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    retrySchedule: [0, 3600],
    ...settings,
  })
  const document = await testDocument(workspace, { markdown: 'The launch is in March.' })
  const deliveries = async () =>
    (await listDeliveries(context, { endpointId: endpoint.id })).items.toReversed()
  return { workspace, context, receiver, endpoint, document, deliveries }
}

test('what a function gives is sent and signed, and overrides the endpoint’s headers and format; it is given the content', async () => {
  const { workspace, receiver, endpoint, document } = await setUp({
    format: 'slack',
    includeContent: 'markdown',
    headers: { 'x-own': 'endpoint', 'x-kept': 'endpoint' },
    transformation: `({ data }) => ({
      method: 'PUT',
      headers: { 'X-Own': 'function', 'Content-Type': 'application/vnd.plan+json' },
      body: { plan: data.content.body },
    })`,
  })
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const [{ method, headers, body } = { method: '', headers: {}, body: '' }] = receiver.received
  expect(method).toBe('PUT')
  expect(headers).toMatchObject({
    'x-own': 'function',
    'x-kept': 'endpoint',
    'content-type': 'application/vnd.plan+json',
  })
  expect(new Webhook(endpoint.secret).verify(body, headers)).toEqual({ plan: 'The launch is in March.\n' })
})

test('its headers override the endpoint’s also where either names a secret', async () => {
  const { workspace, receiver, document } = await setUp({
    headers: { 'x-own': 'of the endpoint: {{secret.TOKEN}}', 'x-kept': '{{secret.TOKEN}}' },
    secrets: { TOKEN: 'abc' },
    transformation: `() => ({ headers: { 'x-own': 'of the function: {{secret.TOKEN}}' } })`,
  })
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(receiver.received[0]?.headers).toMatchObject({ 'x-own': 'of the function: abc', 'x-kept': 'abc' })
})

test('what a function throws stands in the log as its code has it, also where that names a secret', async () => {
  const { workspace, document, deliveries } = await setUp({
    secrets: { TOKEN: 'abc' },
    transformation: `() => { throw new Error('no use for {{secret.TOKEN}}') }`,
  })
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect((await deliveries())[0]?.lastError).toContain('Error: no use for {{secret.TOKEN}}')
})

test('a function that is changed between two attempts makes the second, under the same id', async () => {
  const { workspace, context, receiver, endpoint, document } = await setUp(
    { transformation: `() => ({ body: 'first' })` },
    500,
    200,
  )
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  await updateEndpoint(context, {
    id: endpoint.id,
    transformation: `() => ({ url: '${receiver.url}/second', body: 'second' })`,
  })
  await database.query('UPDATE deliveries SET next_attempt_at = now() WHERE endpoint_id = $1::uuid', [
    endpoint.id,
  ])
  await database.notify('delivery_ready', {})
  await engine.made(2, workspace)
  expect(receiver.received).toMatchObject([
    { path: '/hook', body: 'first' },
    { path: '/hook/second', body: 'second' },
  ])
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
})

test('where a function sends each document to a URL of its own, a 410 is about that document and not the end of the endpoint', async () => {
  const { workspace, context, receiver, endpoint, document, deliveries } = await setUp({}, 410, 200)
  await updateEndpoint(context, {
    id: endpoint.id,
    transformation: `({ data }) => ({ url: '${receiver.url}/rows/' + data.document.id })`,
  })
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(await deliveries()).toMatchObject([
    { status: 'failed', lastError: 'Answered 410: what the function sends to is gone for good.' },
  ])
  expect(await getEndpoint(context, endpoint)).toMatchObject({ status: 'active' })
  await document.save()
  await engine.made(2, workspace)
  expect(receiver.received.map(({ path }) => path)).toEqual(Array(2).fill(`/hook/rows/${document.id}`))
})

test('an event that a function leaves out ends, is no failure, and holds nothing back where there is an order', async () => {
  const { workspace, context, receiver, endpoint, document, deliveries } = await setUp({
    ordered: true,
    transformation: `({ data }) => (data.words.added === 1 ? null : { body: data.words })`,
  })
  await document.save()
  await document.save({ words: { added: 2, removed: 0, total: 3 } })
  const engine = await testEngine(database)
  await engine.made(2, workspace)
  expect((await deliveries()).map(({ status }) => status)).toEqual(['cancelled', 'succeeded'])
  expect(receiver.received.map(({ body }) => JSON.parse(body))).toEqual([{ added: 2, removed: 0, total: 3 }])
  expect(await getEndpoint(context, { id: endpoint.id })).toMatchObject({ failingSince: null })
})

test('a CloudEvent carries the content that the endpoint asks for', async () => {
  const { workspace, receiver, document } = await setUp({ format: 'cloudevents', includeContent: 'html' })
  await document.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
  expect(headers).toMatchObject({ 'content-type': 'application/cloudevents+json' })
  expect(JSON.parse(body)).toMatchObject({
    type: 'com.quillwire.document.saved',
    data: { content: { format: 'html', body: expect.stringContaining('The launch is in March.') } },
  })
})
