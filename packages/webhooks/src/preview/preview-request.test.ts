import { testDatabase } from '@quillwire/database/testing'
import { eventId } from '@quillwire/events'
import { expect, onTestFinished, test } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { previewRequest } from './preview-request.ts'

const { database } = await testDatabase()

/** Lets an event happen, and returns its preview and what became of it when it was sent. */
async function previewedAndSent(transformation: string) {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const { id: endpointId } = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    secrets: { TOKEN: 'sesame' },
    transformation,
  })
  const key = await workspace.happen()
  const preview = await previewRequest(workspace.context, {
    format: 'json',
    transformation,
    eventId: eventId(key),
  })
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const [delivery] = (await listDeliveries(workspace.context, { endpointId })).items
  const { attempts } = await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  return { preview, attempt: attempts[0], received: receiver.received }
}

test.each([
  ['a header that is ours', `() => ({ headers: { Host: 'example.com' } })`],
  ['a signature of its own', `() => ({ headers: { 'webhook-signature': 'v1,x' } })`],
  ['two headers in one', `() => ({ headers: { 'x-a': 'a\\r\\nx-b: b' } })`],
  ['two headers in the type of the body', `() => ({ headers: { 'content-type': 'a\\r\\nx-b: b' } })`],
  ['the same header twice', `() => ({ headers: { 'x-a': 'a', 'x-A': 'b' } })`],
  ['a private address', `() => ({ url: 'http://10.0.0.1/hook' })`],
  ['no URL', `() => ({ url: 'example.com' })`],
  ['a password in the URL', `() => ({ url: 'https://ada:secret@example.com/' })`],
  ['a secret in the host', `() => ({ url: 'https://{{secret.TOKEN}}.example.com/' })`],
])('what is not sent is not shown either, with the same words: %s', async (_what, transformation) => {
  const { preview, attempt, received } = await previewedAndSent(transformation)
  expect(preview).toMatchObject({ request: null, error: expect.stringMatching(/./) })
  expect(attempt?.error).toBe(`Not sent: ${preview.error}`)
  expect(received).toEqual([])
})

test.each([
  ['JSON', `({ type }) => ({ method: 'PUT', headers: { 'X-Type': type }, body: { type } })`],
  ['text', `() => ({ body: 'a text' })`],
  ['a type of its own', `() => ({ headers: { 'Content-Type': 'text/csv' }, body: 'a;b' })`],
  ['the event as it is', `() => ({ headers: { 'x-a': 'b' } })`],
  ['nothing', `() => ({ method: 'GET' })`],
  ['a placeholder, which stays one in a body', `() => ({ body: '{{secret.TOKEN}}' })`],
])('what is shown is what is sent: %s', async (_what, transformation) => {
  const { preview, received } = await previewedAndSent(transformation)
  const [sent] = received
  expect(preview.error).toBeNull()
  expect(sent).toMatchObject({ method: preview.request?.method, body: preview.request?.body })
  expect(sent?.headers).toMatchObject(preview.request?.headers ?? {})
  expect(preview.request?.headers).toHaveProperty('content-type')
})

test('a secret is named in the preview, and filled in when it is sent', async () => {
  const { preview, received } = await previewedAndSent(`() => ({ headers: { 'x-a': '{{secret.TOKEN}}' } })`)
  expect(preview.request?.headers).toMatchObject({ 'x-a': '{{secret.TOKEN}}' })
  expect(received[0]?.headers).toMatchObject({ 'x-a': 'sesame' })
})

test('there is no preview of an event about a document that the caller may not read', async () => {
  const workspace = await testWorkspace(database)
  const secret = await testDocument(workspace, { open: false })
  const input = {
    format: 'json' as const,
    transformation: null,
    eventId: eventId(await secret.save()),
  }
  expect(await previewRequest(workspace.context, input)).toMatchObject({ error: null })
  const jonas = await workspace.colleague()
  await expect(previewRequest(jonas.context, input)).rejects.toMatchObject({ code: 'event_not_found' })
})
