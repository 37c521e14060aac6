import { editDocument } from '@quillwire/core/documents/edit-document'
import { testDatabase } from '@quillwire/database/testing'
import { appendJson } from '@quillwire/editor'
import { expect, onTestFinished, test } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import type { GivenSettings } from '../endpoints/endpoint-settings.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { type TestWorkspace, testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()

async function odd(workspace: TestWorkspace, settings: GivenSettings) {
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  const { id } = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['member.*'],
    ...settings,
  })
  const logged = async () => {
    const [delivery] = (await listDeliveries(workspace.context, { endpointId: id })).items
    return await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  }
  return { id, receiver, logged }
}

test.each([
  ['a function complains of it', `() => { throw new Error('a\\0b \\ud83d') }`, 'a\uFFFDb \uFFFD'],
  ['a function throws it', `() => { throw '\\0' }`, '\uFFFD'],
  ['a function complains at length', `() => { throw new Error('🚀'.repeat(400)) }`, '🚀…'],
])(
  'a text that PostgreSQL does not hold stands in the log all the same: %s',
  async (_way, transformation, said) => {
    const workspace = await testWorkspace(database)
    const { logged } = await odd(workspace, { transformation })
    const engine = await testEngine(database)
    await workspace.happen()
    await engine.made(1, workspace)
    expect(await logged()).toMatchObject({
      status: 'pending',
      attemptCount: 1,
      lastError: expect.stringContaining(said),
    })
  },
)

test('a function’s URL is logged as it was sent', async () => {
  const workspace = await testWorkspace(database)
  const { receiver, logged } = await odd(workspace, {
    transformation: `({ data }) => ({ url: data.endpoint.description + '/a\\0b\\ud83d' })`,
    eventTypes: ['endpoint.created'],
  })
  await createEndpoint(workspace.context, {
    url: receiver.url,
    description: receiver.url,
    eventTypes: ['member.*'],
  })
  const engine = await testEngine(database)
  // The first event is about the endpoint itself, whose description is no URL.
  await engine.made(2, workspace)
  const { status, attempts } = await logged()
  expect(status).toBe('succeeded')
  expect(receiver.received).toHaveLength(1)
  expect(new URL(attempts[0]?.request.url ?? '').pathname).toBe(receiver.received[0]?.path)
})

test.each(['markdown', 'html', 'json'] as const)(
  'a document with NULs in it is sent as %s',
  async (includeContent) => {
    const workspace = await testWorkspace(database)
    const document = await testDocument(workspace, { markdown: 'Fine.' })
    const { receiver, logged } = await odd(workspace, { includeContent, eventTypes: ['document.saved'] })
    const text = {
      type: 'text',
      text: 'a\0b',
      marks: [{ type: 'link', attrs: { href: 'https://example.com/\0' } }],
    }
    await editDocument(workspace.context, document.id, (ydoc) =>
      appendJson(ydoc, { type: 'doc', content: [{ type: 'paragraph', content: [text] }] }),
    )
    const engine = await testEngine(database)
    await engine.made(1, workspace)
    const { status, payload } = await logged()
    expect(status).toBe('succeeded')
    expect(payload).toEqual(JSON.parse(receiver.received[0]?.body ?? ''))
    expect(JSON.stringify(payload)).toContain('a\uFFFDb')
  },
)

test('an event that tells of half a character can be listed, and merged with the next', async () => {
  const workspace = await testWorkspace(database)
  const document = await testDocument(workspace)
  const patient = await odd(workspace, { eventTypes: ['document.saved'], coalesceSeconds: 60 })
  const change = {
    type: 'paragraph',
    change: 'added',
    before: null,
    after: 'a\0b \ud83d',
    truncated: true,
  } as const
  await document.save({ blocks: [{ ...change, id: 'a' }] })
  const { items } = await listDeliveries(workspace.context, { endpointId: patient.id })
  expect(items).toMatchObject([{ documentTitle: 'Launch plan' }])
  await document.save({ blocks: [{ ...change, id: 'b' }] })
  const { payload } = await patient.logged()
  expect(payload).toMatchObject({
    data: { blocks: [{ after: 'a\uFFFDb \uFFFD' }, { after: 'a\uFFFDb \uFFFD' }] },
  })
})
