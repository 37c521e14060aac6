import { type TestWorkspace, testWorkspace } from '@quillwire/core/testing/test-workspace'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { testHook } from '../testing/hook.ts'
import { listCalls } from './list-calls.ts'

let workspace: TestWorkspace
let url: string

beforeAll(async () => {
  const database = await testDatabase()
  url = database.url
  workspace = await testWorkspace(database.database)
})

const callsOf = async (hookId: string) => (await listCalls(workspace.owner, { hookId })).items
const refusal = (code: string) => expect.objectContaining({ code })

describe('the rate limit', () => {
  test('holds to the call over several processes, and fills again with time', async () => {
    const other = connect(url, {
      applicationName: 'another process',
      maxConnections: 8,
      onError: console.error,
    })
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

  test('says how long to wait, and saves up no more than a minute gives', async () => {
    const hook = await testHook(workspace, { rateLimit: 1 })
    await hook.call({ body: 'a' })
    // Its body is not waited for.
    const endless = new ReadableStream<Uint8Array>()
    const refused = await hook.call({ body: endless }).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'hook_rate_limited' })
    expect(refused).toHaveProperty(
      'retryAfterSeconds',
      expect.toSatisfy((seconds) => seconds > 30 && seconds <= 60),
    )
    await workspace.services.database.prisma.incomingHook.update({
      where: { id: hook.id },
      data: { rateAt: new Date(Date.now() - 3_600_000) },
    })
    await hook.call({ body: 'c' })
    await expect(hook.call({ body: 'd' })).rejects.toThrow(refusal('hook_rate_limited'))
  })

  test.each([0, 1])('outlives a clock that was set back, with %i calls left', async (rateTokens) => {
    const hook = await testHook(workspace, { rateLimit: 1 })
    const { database } = workspace.services
    await database.prisma.incomingHook.update({
      where: { id: hook.id },
      data: { rateTokens, rateAt: new Date(Date.now() + 3_600_000) },
    })
    await hook.call({ body: 'a' })
    await expect(hook.call({ body: 'b' })).rejects.toThrow(refusal('hook_rate_limited'))
    // As after a minute.
    await database.query(
      `UPDATE incoming_hooks SET rate_at = rate_at - interval '1 minute' WHERE id = $1::uuid`,
      [hook.id],
    )
    await hook.call({ body: 'c' })
  })

  test('leaves a few lines in the log, however many calls there were', async () => {
    const hook = await testHook(workspace, { rateLimit: 1 })
    await hook.call({ body: 'a' })
    for (let i = 0; i < 20; i++) await hook.call({ body: 'b' }).catch(() => {})
    const logged = async () => (await callsOf(hook.id)).map(({ errorCode }) => errorCode)
    expect(await logged()).toEqual([...Array(5).fill('hook_rate_limited'), null])
    const after = (seconds: number) => ({
      ...workspace.services,
      now: () => new Date(Date.now() + seconds * 1000),
    })
    await hook.call({ body: 'b' }, after(30)).catch(() => {})
    expect(await logged()).toHaveLength(6)
    await hook.call({ body: 'b' }, after(70)).catch(() => {})
    expect(await logged()).toHaveLength(7)
  })
})
