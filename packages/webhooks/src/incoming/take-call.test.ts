import { listThreads } from '@quillwire/core/comments/list-threads'
import { authorsOf } from '@quillwire/core/history/authors-of'
import { type TestWorkspace, testWorkspace } from '@quillwire/core/testing/test-workspace'
import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { lastLoggedCall, loggedCalls, testHook } from '../testing/hook.ts'
import { updateHook } from './update-hook.ts'

let workspace: TestWorkspace

beforeAll(async () => {
  const { database } = await testDatabase()
  workspace = await testWorkspace(database)
})

const callsOf = (hookId: string) => loggedCalls(workspace, hookId)
const lastCall = (hookId: string) => lastLoggedCall(workspace, hookId)

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

  test.each(['append', 'comment'] as const)('characters that nobody can store: %s', async (action) => {
    const hook = await testHook(workspace, { action })
    await hook.call({ body: 'a\0b' })
    await hook.call({ body: '{"text":"c\\u0000d\\ud800"}', type: 'application/json' })
    expect((await callsOf(hook.id)).map(({ status }) => status)).toEqual(['written', 'written'])
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
