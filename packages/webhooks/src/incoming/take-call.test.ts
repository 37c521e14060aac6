import { listThreads } from '@quillwire/core/comments/list-threads'
import { trashDocument } from '@quillwire/core/documents/trash-document'
import { authorsOf } from '@quillwire/core/history/authors-of'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { type TestWorkspace, testWorkspace } from '@quillwire/core/testing/test-workspace'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { Webhook } from 'standardwebhooks'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { revokeHook, rotateToken, updateHook } from './change-hook.ts'
import { deleteOldCalls } from './delete-old-calls.ts'
import { getCall, listCalls } from './list-calls.ts'
import { getHook, revealSigningSecret } from './read-hooks.ts'
import { testHook } from './testing.ts'

let workspace: TestWorkspace
let url: string

beforeAll(async () => {
  const database = await testDatabase()
  url = database.url
  workspace = await testWorkspace(database.database)
})

const callsOf = async (hookId: string) => (await listCalls(workspace.owner, { hookId })).items
const lastCall = async (hookId: string) => {
  const [last] = await callsOf(hookId)
  return await getCall(workspace.owner, { id: last?.id ?? '' })
}
const refusal = (code: string) => expect.objectContaining({ code })

describe('what a call does', () => {
  test('append and prepend write at the ends, in the name of the hook', async () => {
    const hook = await testHook(workspace, { name: 'Deploys' })
    await hook.call({ body: '**one**', type: 'text/markdown' })
    await updateHook(workspace.owner, { id: hook.id, action: 'prepend' })
    await hook.call({ body: 'two', type: 'text/plain; charset=utf-8' })
    expect(await hook.text()).toBe('two\n\nStart\n\n**one**\n')
    const [author] = await authorsOf(workspace.owner, { documentId: hook.documentId })
    expect(author?.actor).toEqual({ type: 'integration', id: hook.id, name: 'Deploys' })
    expect((await workspace.eventsOf(hook.documentId)).map(({ type, actor }) => [type, actor])).toEqual([
      ['document.created', expect.anything()],
      ['document.saved', author?.actor],
      ['document.saved', author?.actor],
    ])
  })

  test('set_block replaces the section under its heading, time and again', async () => {
    const hook = await testHook(workspace, {
      action: 'set_block',
      block: ' Build  status ',
      markdown: '## Build status\n\nred\n\n## Next',
    })
    expect(hook.block).toBe('Build status')
    for (const state of ['green', 'green', 'amber']) await hook.call({ body: state })
    expect(await hook.text()).toBe('## Build status\n\namber\n\n## Next\n')
    expect((await callsOf(hook.id)).map(({ status }) => status)).toEqual(['written', 'written', 'written'])
  })

  test('comment starts a thread at the first text, as plain text', async () => {
    const hook = await testHook(workspace, {
      action: 'comment',
      name: 'Support',
      markdown: '# Launch plan\n\nText',
    })
    await hook.call({ body: 'See [ticket](https://x.example/7)\n\n- **one**\n- two', type: 'text/markdown' })
    const [thread] = await listThreads(workspace.owner, { documentId: hook.documentId })
    expect(thread?.quote).toBe('Launch plan')
    expect(thread?.comments).toMatchObject([
      {
        author: { type: 'integration', name: 'Support' },
        body: 'See ticket (https://x.example/7)\n\n- one\n- two',
      },
    ])
    expect((await lastCall(hook.id)).written).toBe(thread?.comments[0]?.body)
    const empty = await testHook(workspace, { action: 'comment', markdown: '' })
    await empty.call({ body: 'a' })
    expect(await listThreads(workspace.owner, { documentId: empty.documentId })).toMatchObject([
      { quote: '' },
    ])
  })

  test('open editors are told of the row in the log', async () => {
    const hook = await testHook(workspace)
    const told: { documentId: string; updateIds: string[] }[] = []
    const { database } = workspace.services
    const listening = await database.listen('document_update', (payload) => told.push(payload))
    onTestFinished(() => listening.stop())
    await hook.call({ body: 'live' })
    await vi.waitFor(() => expect(told).toMatchObject([{ documentId: hook.documentId }]))
    const rows = await database.prisma.documentUpdate.findMany({
      where: { id: { in: told[0]?.updateIds.map(BigInt) ?? [] } },
    })
    expect(rows).toMatchObject([{ documentId: hook.documentId, actorType: 'integration', actorId: hook.id }])
  })
})

describe('the log', () => {
  test('has what came, without secrets, and what was written', async () => {
    const hook = await testHook(workspace)
    const { callId } = await hook.call({
      body: `${'x'.repeat(20_000)}\0`,
      type: 'text/markdown',
      headers: {
        authorization: 'Bearer 1',
        'x-original-uri': `/api/v1/hooks/${hook.token}`,
        'x-team': 'docs',
      },
    })
    const call = await getCall(workspace.owner, { id: callId })
    expect(call).toMatchObject({
      status: 'written',
      statusCode: 200,
      error: null,
      contentType: 'text/markdown',
      remoteAddress: '203.0.113.9',
      bodyBytes: 20_001,
      headers: { authorization: '[hidden]', 'x-original-uri': '/api/v1/hooks/[hidden]', 'x-team': 'docs' },
    })
    expect(call.body).toBe('x'.repeat(16 * 1024))
    expect(call.written).toMatch(/^x+$/)
    expect(call.durationMs).toBeGreaterThanOrEqual(0)
    expect((await getHook(workspace.owner, { id: hook.id })).lastUsedAt).toEqual(call.receivedAt)
  })

  test('comes in pages, by status, and is deleted when it is old', async () => {
    const hook = await testHook(workspace)
    for (const body of ['a', 'b', ' ']) await hook.call({ body }).catch(() => {})
    const first = await listCalls(workspace.owner, { hookId: hook.id, limit: 2 })
    expect(first.items.map(({ errorCode }) => errorCode)).toEqual(['body_empty', null])
    const second = await listCalls(workspace.owner, { hookId: hook.id, cursor: first.nextCursor ?? '' })
    expect([second.items.length, second.nextCursor]).toEqual([1, null])
    expect((await listCalls(workspace.owner, { hookId: hook.id, status: 'refused' })).items).toHaveLength(1)
    const { database } = workspace.services
    expect(await deleteOldCalls(database, new Date(Date.now() - 60_000))).toBe(0)
    expect(await deleteOldCalls(database, new Date(Date.now() + 60_000))).toBeGreaterThanOrEqual(3)
    expect(await callsOf(hook.id)).toEqual([])
  })

  test('is for those who may read the document', async () => {
    const hook = await testHook(workspace)
    const { callId } = await hook.call({ body: 'secret' })
    await setGeneralAccess(workspace.owner, { documentId: hook.documentId, role: null })
    const admin = await workspace.person('Jonas', 'admin')
    await expect(listCalls(admin, { hookId: hook.id })).rejects.toThrow(refusal('document_not_found'))
    await expect(getCall(admin, { id: callId })).rejects.toThrow(refusal('document_not_found'))
    const member = await workspace.person('Mia')
    await expect(getCall(member, { id: callId })).rejects.toThrow(refusal('may_not_manage_integrations'))
  })
})

describe('a call is refused, writes nothing and is logged', () => {
  test.each([
    ['body_empty', { body: ' \n' }],
    ['body_empty', { body: '{"text":""}', type: 'application/json' }],
    ['body_malformed', { body: '{"text":', type: 'application/json' }],
    ['body_malformed', { body: 'plain by curl', type: 'application/x-www-form-urlencoded' }],
    ['body_too_deep', { body: `${'['.repeat(5000)}${']'.repeat(5000)}`, type: 'application/json' }],
    ['body_too_large', { body: 'x'.repeat(256 * 1024 + 1) }],
    ['markdown_invalid', { body: '>'.repeat(10_000), type: 'text/markdown' }],
    ['content_type_unsupported', { body: 'x', type: 'image/png' }],
    ['content_type_unsupported', { body: 'x', type: 'text/plain; charset=klingon' }],
    [
      'content_encoding_unsupported',
      { body: 'x', headers: { 'content-encoding': 'gzip', 'content-length': '1' } },
    ],
    ['idempotency_key_too_long', { body: 'x', headers: { 'webhook-id': 'x'.repeat(201) } }],
  ])('%s', async (code, input) => {
    const hook = await testHook(workspace)
    await expect(hook.call(input)).rejects.toThrow(refusal(code))
    expect(await hook.text()).toBe('Start\n')
    const call = await lastCall(hook.id)
    expect(call).toMatchObject({ status: 'refused', statusCode: 422, errorCode: code, written: null })
    expect(call.bodyBytes).toBeGreaterThan(0)
    expect((await getHook(workspace.owner, { id: hook.id })).lastCall).toMatchObject({ errorCode: code })
  })

  test('where the document is in the trash', async () => {
    for (const action of ['append', 'comment'] as const) {
      const hook = await testHook(workspace, { action })
      await trashDocument(workspace.owner, { documentId: hook.documentId })
      await expect(hook.call({ body: 'a' })).rejects.toThrow(refusal('document_trashed'))
      expect(await lastCall(hook.id)).toMatchObject({ errorCode: 'document_trashed' })
    }
  })

  test('where who made the hook has lost the right; who saves it takes it over', async () => {
    const jonas = await workspace.person('Jonas', 'admin')
    const hook = await testHook(workspace, {}, jonas)
    await hook.call({ body: 'a' })
    await setGeneralAccess(workspace.owner, { documentId: hook.documentId, role: 'viewer' })
    await expect(hook.call({ body: 'b' })).rejects.toThrow(refusal('hook_without_right'))
    await expect(updateHook(jonas, { id: hook.id })).rejects.toThrow(refusal('may_not_write'))
    expect(await getHook(jonas, { id: hook.id })).toMatchObject({ url: null, documentTitle: 'Log' })
    await updateHook(workspace.owner, { id: hook.id, name: 'Taken over' })
    await hook.call({ body: 'c' })
    expect(await hook.text()).toBe('Start\n\na\n\nc\n')
  })

  test('where the API key that made the hook was revoked', async () => {
    const key = await workspace.apiKey('documents:write', 'webhooks:manage')
    const hook = await testHook(workspace, {}, key)
    await hook.call({ body: 'a' })
    await workspace.services.database.prisma.apiKey.updateMany({ data: { revokedAt: new Date() } })
    await expect(hook.call({ body: 'b' })).rejects.toThrow(refusal('hook_without_right'))
  })

  test('a URL that was revoked, replaced or never made is not there, and leaves no trace', async () => {
    const hook = await testHook(workspace)
    await revokeHook(workspace.owner, { id: hook.id })
    await expect(hook.call({ body: 'a' })).rejects.toThrow(refusal('hook_not_found'))
    const { url: renewed } = await rotateToken(workspace.owner, { id: hook.id })
    expect(renewed).not.toBe(hook.url)
    await expect(hook.call({ body: 'a' })).rejects.toThrow(refusal('hook_not_found'))
    expect(await callsOf(hook.id)).toEqual([])
  })
})

describe('signed calls', () => {
  const body = '{"markdown":"ünder seal"}'
  const signed = (secret: string, at = new Date(), id = `msg_${Math.random()}`, text = body) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': `v1a,x ${new Webhook(secret).sign(id, at, text)}`,
  })

  test('are taken when the signature of the standard’s own package fits', async () => {
    const hook = await testHook(workspace, { signed: true })
    const secret = String(hook.signingSecret)
    expect(await revealSigningSecret(workspace.owner, { id: hook.id })).toEqual({ secret })
    const call = (headers: Record<string, string>, text = body) =>
      hook.call({ body: text, type: 'application/json', headers })
    await call(signed(secret))
    expect(await hook.text()).toBe('Start\n\nünder seal\n')
    await expect(call({})).rejects.toThrow(refusal('signature_missing'))
    await expect(call(signed(secret), `${body} `)).rejects.toThrow(refusal('signature_invalid'))
    await expect(call(signed(`whsec_${Buffer.alloc(32).toString('base64')}`))).rejects.toThrow(
      refusal('signature_invalid'),
    )
    await expect(call({ ...signed(secret), 'webhook-id': 'another' })).rejects.toThrow(
      refusal('signature_invalid'),
    )
    for (const minutes of [-6, 6])
      await expect(call(signed(secret, new Date(Date.now() + minutes * 60_000)))).rejects.toThrow(
        refusal('signature_too_old'),
      )
    expect(await hook.text()).toBe('Start\n\nünder seal\n')
    await updateHook(workspace.owner, { id: hook.id, signed: false })
    await call({})
  })
})

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
})

describe('the rate limit', () => {
  test('holds to the call over several processes, and fills again with time', async () => {
    const other = connect(url, { applicationName: 'another process', maxConnections: 8 })
    onTestFinished(() => other.close())
    const hook = await testHook(workspace, { rateLimit: 5 })
    const processes = [workspace.services, { ...workspace.services, database: other }]
    const results = await Promise.allSettled(
      Array.from({ length: 24 }, (_, index) => hook.call({ body: `n${index}` }, processes[index % 2])),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    const refused = results.flatMap((result) => (result.status === 'rejected' ? result.reason : []))
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['hook_rate_limited']))
    expect(refused[0].retryAfterSeconds).toBeGreaterThan(0)
    expect(refused[0].retryAfterSeconds).toBeLessThanOrEqual(12)
    const { prisma } = workspace.services.database
    await prisma.incomingHook.update({
      where: { id: hook.id },
      data: { rateAt: new Date(Date.now() - 12_500) },
    })
    await hook.call({ body: 'one more' })
    await expect(hook.call({ body: 'and no more' })).rejects.toThrow(refusal('hook_rate_limited'))
  })

  test('leaves a few lines in the log, however many calls there were', async () => {
    const hook = await testHook(workspace, { rateLimit: 1 })
    await hook.call({ body: 'a' })
    for (let i = 0; i < 20; i++) await hook.call({ body: 'b' }).catch(() => {})
    expect((await callsOf(hook.id)).map(({ errorCode }) => errorCode)).toEqual([
      ...Array(5).fill('hook_rate_limited'),
      null,
    ])
  })
})
