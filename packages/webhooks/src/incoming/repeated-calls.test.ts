import { actorOf } from '@quillwire/core'
import { listThreads } from '@quillwire/core/comments/list-threads'
import { documentReference } from '@quillwire/core/events/document-reference'
import { recordEvent } from '@quillwire/core/events/record-event'
import { testServices } from '@quillwire/core/testing/services'
import { type TestWorkspace, testWorkspace } from '@quillwire/core/testing/test-workspace'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { type Actor, eventId } from '@quillwire/events'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { endpointPolicy } from '../endpoints/endpoint-policy.ts'
import { lastLoggedCall, testHook } from '../testing/hook.ts'
import { createTransformer } from '../transformation/index.ts'
import { updateHook } from './update-hook.ts'

let workspace: TestWorkspace
const anywhere = endpointPolicy({ WEBHOOK_ALLOWED_NETWORKS: [], WEBHOOK_HTTPS_ONLY: false })
let databaseUrl: string

beforeAll(async () => {
  const { database, url } = await testDatabase()
  databaseUrl = url
  workspace = await testWorkspace(database)
})

const lastCall = (hookId: string) => lastLoggedCall(workspace, hookId)
const refusal = (code: string) => expect.objectContaining({ code })

describe('repeats', () => {
  test('of a webhook-id or Idempotency-Key write once and are answered the same', async () => {
    const hook = await testHook(workspace)
    for (const name of ['webhook-id', 'idempotency-key']) {
      const send = () => hook.call({ body: name, headers: { [name]: `${name} 1` } })
      const first = await send()
      expect(first.repeated).toBe(false)
      expect(await send()).toEqual({ ...first, repeated: true })
      expect(await lastCall(hook.id)).toMatchObject({ status: 'repeated', statusCode: 200, written: null })
    }
    expect(await hook.text()).toBe('Start\n\nwebhook-id\n\nidempotency-key\n')
    const other = await testHook(workspace)
    expect(await other.call({ body: 'a', headers: { 'webhook-id': 'webhook-id 1' } })).toMatchObject({
      repeated: false,
    })
  })

  test('are not assumed where the mark is empty', async () => {
    const hook = await testHook(workspace)
    for (const body of ['a', 'b']) await hook.call({ body, headers: { 'idempotency-key': '' } })
    expect(await hook.text()).toBe('Start\n\na\n\nb\n')
  })

  test.each(['append', 'comment'] as const)('that come at once %s once', async (action) => {
    const hook = await testHook(workspace, { action })
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => hook.call({ body: 'once', headers: { 'webhook-id': 'same' } })),
    )
    expect(new Set(answers.map(({ callId }) => callId)).size).toBe(1)
    expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1)
    const threads = await listThreads(workspace.owner, { documentId: hook.documentId })
    expect(action === 'comment' ? threads.length : (await hook.text()).split('once').length - 1).toBe(1)
  })

  test('of what was refused are taken', async () => {
    const hook = await testHook(workspace, { template: '{{a}}' })
    const send = () =>
      hook.call({ body: '{"b":1}', type: 'application/json', headers: { 'webhook-id': '1' } })
    await expect(send()).rejects.toThrow(refusal('template_value_missing'))
    await updateHook(workspace.owner, { id: hook.id, template: '{{b}}' })
    expect(await send()).toMatchObject({ repeated: false })
    expect(await hook.text()).toBe('Start\n\n1\n')
  })

  test('of what the hook wrote itself, which an endpoint brings back, are not written again', async () => {
    const hook = await testHook(workspace)
    await hook.call({ body: 'Deployed' })
    const { rows } = await workspace.owner.database.query<{ id: string; type: string }>(
      'SELECT id, type FROM events WHERE document_id = $1::uuid ORDER BY sequence DESC LIMIT 1',
      [hook.documentId],
    )
    expect(rows).toMatchObject([{ type: 'document.saved' }])
    const headers = { 'webhook-id': eventId(rows[0]?.id ?? '') }
    expect(await hook.call({ body: 'It was deployed', headers })).toMatchObject({ repeated: true })
    expect(await hook.text()).toBe('Start\n\nDeployed\n')
    expect(await lastCall(hook.id)).toMatchObject({
      status: 'repeated',
      statusCode: 200,
      error: expect.stringContaining('itself'),
    })
    const other = await testHook(workspace)
    expect(await other.call({ body: 'It was deployed', headers })).toMatchObject({ repeated: false })
  })

  test.each<[string, (hook: Actor, ada: Actor) => Actor[][]]>([
    ['in one save', (hook, ada) => [[ada, hook]]],
    ['in saves that are told as one', (hook, ada) => [[hook], [ada]]],
  ])('are not assumed where somebody else wrote too, %s', async (_, savesBy) => {
    const { owner } = workspace
    await createEndpoint(
      { ...owner, transformer: createTransformer(console.error), endpointPolicy: anywhere },
      { url: 'https://receiver.example', eventTypes: ['document.saved'], coalesceSeconds: 60 },
    )
    const hook = await testHook(workspace)
    const itself: Actor = { type: 'integration', id: hook.id, name: 'Hook' }
    const none = { added: 0, removed: 0, total: 0 }
    const save = (editors: Actor[]) =>
      owner.database.sqlTransaction(async (tx) =>
        recordEvent(tx, {
          workspaceId: workspace.id,
          documentId: hook.documentId,
          type: 'document.saved',
          actor: editors.at(-1) ?? itself,
          data: {
            document: await documentReference(tx, owner.publicUrl, hook.documentId),
            editors,
            words: none,
            characters: none,
            blocks: [],
            moreBlocks: 0,
          },
        }),
      )
    const keys: string[] = []
    for (const editors of savesBy(itself, actorOf(owner.principal))) keys.push(await save(editors))
    const headers = { 'webhook-id': eventId(keys[0] ?? '') }
    expect(await hook.call({ body: 'Ada wrote', headers })).toMatchObject({ repeated: false })
    expect(await hook.text()).toBe('Start\n\nAda wrote\n')
  })

  test.each(['append', 'comment'] as const)(
    'are not asked for where the connection to PostgreSQL broke after the commit of a call: %s',
    async (action) => {
      const path = await openPath(databaseUrl)
      const behind = connect(path.url, { applicationName: 'test', onError: () => {} })
      onTestFinished(async () => {
        await behind.close()
        path.close()
      })
      const hook = await testHook(workspace, { action })
      const lost = path.loseAnswerTo('COMMIT', 100)
      const { callId, repeated } = await hook.call({ body: 'once' }, testServices(behind))
      await lost
      expect(repeated).toBe(false)
      expect(await lastCall(hook.id)).toMatchObject({ id: callId, status: 'written', statusCode: 200 })
    },
  )
})
