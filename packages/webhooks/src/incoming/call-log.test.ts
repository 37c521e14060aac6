import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { type TestWorkspace, testWorkspace } from '@quillwire/core/testing/test-workspace'
import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, describe, expect, test } from 'vitest'
import { testHook } from '../testing/hook.ts'
import { deleteOldCalls } from './delete-old-calls.ts'
import { getCall } from './get-call.ts'
import { getHook } from './get-hook.ts'
import { listCalls } from './list-calls.ts'

let workspace: TestWorkspace

beforeAll(async () => {
  const { database } = await testDatabase()
  workspace = await testWorkspace(database)
})

const callsOf = async (hookId: string) => (await listCalls(workspace.owner, { hookId })).items
const refusal = (code: string) => expect.objectContaining({ code })

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
    const once = { 'idempotency-key': 'once' }
    for (const body of ['a', 'a', 'b', ' '])
      await hook.call({ body, headers: body === 'a' ? once : {} }).catch(() => {})
    const first = await listCalls(workspace.owner, { hookId: hook.id, limit: 2 })
    expect(first.items.map(({ errorCode }) => errorCode)).toEqual(['body_empty', null])
    const second = await listCalls(workspace.owner, { hookId: hook.id, cursor: first.nextCursor ?? '' })
    expect([second.items.length, second.nextCursor]).toEqual([2, null])
    for (const [status, count] of [
      ['written', 2],
      ['repeated', 1],
      ['refused', 1],
    ] as const)
      expect((await listCalls(workspace.owner, { hookId: hook.id, status })).items, status).toHaveLength(
        count,
      )
    const { database } = workspace.services
    expect(await deleteOldCalls(database, new Date(Date.now() - 60_000))).toBe(0)
    expect(await deleteOldCalls(database, new Date(Date.now() + 60_000))).toBeGreaterThanOrEqual(4)
    expect(await callsOf(hook.id)).toEqual([])
  })

  test('counts what was refused since a call was not', async () => {
    const hook = await testHook(workspace)
    const inARow = async () => (await getHook(workspace.owner, { id: hook.id })).refusedInARow
    expect(await inARow()).toBe(0)
    const [good, bad] = [{ body: 'a' }, { body: ' ' }]
    const counts = []
    for (const call of [good, bad, bad, good, bad]) {
      await hook.call(call).catch(() => {})
      counts.push(await inARow())
    }
    expect(counts).toEqual([0, 1, 2, 0, 1])
    for (let i = 0; i < 11; i++) await hook.call(bad).catch(() => {})
    expect(await getHook(workspace.owner, { id: hook.id })).toMatchObject({
      refusedInARow: 10,
      lastCall: { errorCode: 'body_empty' },
    })
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
