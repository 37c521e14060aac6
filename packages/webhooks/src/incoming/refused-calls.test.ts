import type { Principal } from '@quillwire/core'
import { listThreads } from '@quillwire/core/comments/list-threads'
import { deleteDocument } from '@quillwire/core/documents/delete-document'
import { trashDocument } from '@quillwire/core/documents/trash-document'
import { createShareLink } from '@quillwire/core/sharing/create-share-link'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { type TestWorkspace, testWorkspace } from '@quillwire/core/testing/test-workspace'
import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { lastLoggedCall, loggedCalls, statusOf, testHook } from '../testing/hook.ts'
import { createHook } from './create-hook.ts'
import { deleteHook } from './delete-hook.ts'
import { getHook } from './get-hook.ts'
import { listHooks } from './list-hooks.ts'
import { revealSigningSecret } from './reveal-signing-secret.ts'
import { revokeHook } from './revoke-hook.ts'
import { rotateSigningSecret } from './rotate-signing-secret.ts'
import { rotateToken } from './rotate-token.ts'
import { takeCall } from './take-call.ts'
import { updateHook } from './update-hook.ts'

let workspace: TestWorkspace

beforeAll(async () => {
  const { database } = await testDatabase()
  workspace = await testWorkspace(database)
})

const callsOf = (hookId: string) => loggedCalls(workspace, hookId)
const lastCall = (hookId: string) => lastLoggedCall(workspace, hookId)
const refusal = (code: string) => expect.objectContaining({ code })

describe('a call is refused, writes nothing and is logged', () => {
  test.each([
    ['body_empty', { body: ' \n' }],
    ['body_empty', { body: '{"text":""}', type: 'application/json' }],
    ['body_malformed', { body: '{"text":', type: 'application/json' }],
    ['body_malformed', { body: 'plain by curl', type: 'application/x-www-form-urlencoded' }],
    ['body_too_deep', { body: `${'['.repeat(5000)}${']'.repeat(5000)}`, type: 'application/json' }],
    ['body_too_large', { body: 'x'.repeat(256 * 1024 + 1) }],
    ['markdown_invalid', { body: '>'.repeat(10_000), type: 'text/markdown' }],
    ['markdown_invalid', { body: `|a|\n|-|\n${'b\n'.repeat(120_000)}`, type: 'text/markdown' }],
    ['markdown_invalid', { body: `${'>'.repeat(50)}${'a\n'.repeat(120_000)}`, type: 'text/markdown' }],
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

  test('and one as large as a call may be is taken', async () => {
    const hook = await testHook(workspace, { template: '{{state}}' })
    const body = JSON.stringify({ state: 'green' }).padEnd(256 * 1024)
    await hook.call({ body, type: 'application/json' })
    expect(await hook.text()).toBe('Start\n\ngreen\n')
  })

  test('one that is too large is read no further, and the log says how large it was to be', async () => {
    const hook = await testHook(workspace)
    const piece = Buffer.alloc(64 * 1024, 'x')
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(piece) })
    await expect(hook.call({ body, headers: { 'content-length': '900000' } })).rejects.toThrow(
      refusal('body_too_large'),
    )
    expect(await lastCall(hook.id)).toMatchObject({ bodyBytes: 900_000, body: 'x'.repeat(16 * 1024) })
  })

  test('where a value that a template takes as Markdown cannot be read', async () => {
    const hook = await testHook(workspace, { template: 'News: {{text | markdown}}' })
    const body = JSON.stringify({ text: `\n\n|a|\n|-|\n${'b\n'.repeat(80_000)}` })
    await expect(hook.call({ body, type: 'application/json' })).rejects.toThrow(refusal('markdown_invalid'))
    expect(await hook.text()).toBe('Start\n')
  })

  test('where the document is in the trash', async () => {
    for (const action of ['append', 'comment'] as const) {
      const hook = await testHook(workspace, { action })
      expect(hook.obstacle).toBe(null)
      await trashDocument(workspace.owner, { documentId: hook.documentId })
      expect(await getHook(workspace.owner, hook)).toMatchObject({ obstacle: 'document_trashed' })
      await expect(hook.call({ body: 'a' })).rejects.toThrow(refusal('document_trashed'))
      expect(await lastCall(hook.id)).toMatchObject({ errorCode: 'document_trashed' })
    }
  })

  test('where whoever made the hook has lost the right; whoever saves it takes it over', async () => {
    const jonas = await workspace.person('Jonas', 'admin')
    const hook = await testHook(workspace, {}, jonas)
    await hook.call({ body: 'a' })
    await setGeneralAccess(workspace.owner, { documentId: hook.documentId, role: 'viewer' })
    await expect(hook.call({ body: 'b' })).rejects.toThrow(refusal('hook_without_right'))
    for (const change of [updateHook, rotateToken, rotateSigningSecret, revealSigningSecret])
      await expect(change(jonas, { id: hook.id })).rejects.toThrow(refusal('may_not_write'))
    expect(await getHook(jonas, { id: hook.id })).toMatchObject({ url: null, documentTitle: 'Log' })
    expect(await getHook(workspace.owner, hook)).toMatchObject({ obstacle: 'hook_without_right' })
    const taken = await updateHook(workspace.owner, { id: hook.id, name: 'Taken over' })
    expect(taken.obstacle).toBe(null)
    await hook.call({ body: 'c' })
    expect(await hook.text()).toBe('Start\n\na\n\nc\n')
  })

  test('before it is made: somebody who may only read a document makes no hook that writes into it', async () => {
    const nora = await workspace.person('Nora', 'admin')
    const { documentId } = await testHook(workspace)
    await setGeneralAccess(workspace.owner, { documentId, role: 'viewer' })
    await expect(createHook(nora, { documentId })).rejects.toThrow(refusal('may_not_write'))
    expect((await listHooks(workspace.owner)).filter((hook) => hook.documentId === documentId)).toHaveLength(
      1,
    )
  })

  test('nor does somebody who may write it by a share link make one in a workspace of their own', async () => {
    const { services, owner } = workspace
    const { documentId } = await testHook(workspace)
    const link = await createShareLink(owner, { documentId, role: 'editor' })
    const { owner: guest } = await testWorkspace(services.database)
    const principal = { ...guest.principal, shareLinkIds: [link.id] } as Principal // a person's, as hers is
    await expect(createHook({ ...guest, principal }, { documentId })).rejects.toThrow(
      refusal('document_elsewhere'),
    )
  })

  test('where the API key that made the hook was revoked', async () => {
    const key = await workspace.apiKey('documents:write', 'webhooks:manage')
    const hook = await testHook(workspace, {}, key)
    await hook.call({ body: 'a' })
    await workspace.services.database.prisma.apiKey.updateMany({ data: { revokedAt: new Date() } })
    await expect(hook.call({ body: 'b' })).rejects.toThrow(refusal('hook_without_right'))
    expect(await listHooks(workspace.owner)).toContainEqual(
      expect.objectContaining({ id: hook.id, obstacle: 'hook_without_right' }),
    )
  })

  test('where the database takes nothing at the moment', async () => {
    const hook = await testHook(workspace)
    const { services } = workspace
    const transaction = () => Promise.reject(new Error('timeout exceeded when trying to connect'))
    await expect(
      hook.call({ body: 'a' }, { ...services, database: { ...services.database, transaction } }),
    ).rejects.toThrow('timeout')
    expect(await lastCall(hook.id)).toMatchObject({ errorCode: 'database_unavailable', written: null })
  })

  test('what stands in the way is not told to an admin who may not read the document', async () => {
    const ines = await workspace.person('Ines', 'admin')
    const hook = await testHook(workspace)
    await setGeneralAccess(workspace.owner, { documentId: hook.documentId, role: null })
    await trashDocument(workspace.owner, { documentId: hook.documentId })
    expect(await getHook(ines, hook)).toMatchObject({ documentTitle: null, obstacle: null })
  })

  test('a URL that was revoked, replaced or never made is not there, and leaves no trace', async () => {
    const hook = await testHook(workspace)
    await revokeHook(workspace.owner, { id: hook.id })
    await expect(hook.call({ body: 'a' })).rejects.toThrow(refusal('hook_not_found'))
    const { url: renewed } = await rotateToken(workspace.owner, { id: hook.id })
    expect(renewed).not.toBe(hook.url)
    await expect(hook.call({ body: 'a' })).rejects.toThrow(refusal('hook_not_found'))
    expect(await callsOf(hook.id)).toEqual([])
    const token = String(renewed).split('/').at(-1) ?? ''
    const body = new Blob(['b']).stream()
    await takeCall(workspace.services, { token, headers: {}, remoteAddress: null, body }, statusOf)
    expect(await hook.text()).toBe('Start\n\nb\n')
  })
})

describe('what ends while a call comes in', () => {
  /** A body whose second half waits until the first was read and this was done. */
  const bodyAround = (done: () => Promise<unknown>) =>
    new ReadableStream<Uint8Array>(
      {
        start: (controller) => controller.enqueue(Buffer.from('half ')),
        async pull(controller) {
          await done()
          controller.enqueue(Buffer.from('and half'))
          controller.close()
        },
      },
      { highWaterMark: 1 },
    )

  test.each(['append', 'comment'] as const)('a hook that is revoked writes nothing: %s', async (action) => {
    const hook = await testHook(workspace, { action })
    const { owner } = workspace
    const body = bodyAround(() => revokeHook(owner, { id: hook.id }))
    await expect(hook.call({ body })).rejects.toThrow(refusal('hook_not_found'))
    expect(await hook.text()).toBe('Start\n')
    expect((await listThreads(owner, hook)).length).toBe(0)
    expect(await lastCall(hook.id)).toMatchObject({ status: 'refused', errorCode: 'hook_not_found' })
  })

  test('a hook that is being revoked at this moment is waited for, and writes nothing', async () => {
    const hook = await testHook(workspace)
    const { database } = workspace.services
    const waits = async () => {
      const { rows } = await database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      expect(rows).toHaveLength(1)
    }
    let revoking: Promise<unknown> | undefined
    const body = bodyAround(
      () =>
        new Promise<void>((isLocked) => {
          revoking = database.sqlTransaction(async (tx) => {
            await tx.query('UPDATE incoming_hooks SET revoked_at = now() WHERE id = $1::uuid', [hook.id])
            isLocked()
            await vi.waitFor(waits)
          })
        }),
    )
    await expect(hook.call({ body })).rejects.toThrow(refusal('hook_not_found'))
    await revoking
    expect(await hook.text()).toBe('Start\n')
  })

  test('a URL that is replaced writes nothing', async () => {
    const hook = await testHook(workspace)
    const body = bodyAround(() => rotateToken(workspace.owner, { id: hook.id }))
    await expect(hook.call({ body })).rejects.toThrow(refusal('hook_not_found'))
    expect(await hook.text()).toBe('Start\n')
    expect(await lastCall(hook.id)).toMatchObject({ status: 'refused', errorCode: 'hook_not_found' })
  })

  test('calls without a signature: one that has none writes nothing', async () => {
    const hook = await testHook(workspace)
    const body = bodyAround(() => updateHook(workspace.owner, { id: hook.id, signed: true }))
    await expect(hook.call({ body })).rejects.toThrow(refusal('signature_missing'))
    expect(await hook.text()).toBe('Start\n')
  })

  test('settings: what the call brings is written as the new ones say', async () => {
    const hook = await testHook(workspace)
    const body = bodyAround(() =>
      updateHook(workspace.owner, { id: hook.id, action: 'prepend', name: 'News' }),
    )
    await hook.call({ body })
    expect(await hook.text()).toBe('half and half\n\nStart\n')
    const events = await workspace.eventsOf(hook.documentId)
    expect(events.at(-1)).toMatchObject({ type: 'document.saved', actor: { id: hook.id, name: 'News' } })
  })

  test('a hook that is deleted is not found, and its document is as it was', async () => {
    const hook = await testHook(workspace)
    const body = bodyAround(() => deleteHook(workspace.owner, { id: hook.id }))
    await expect(hook.call({ body })).rejects.toThrow(refusal('hook_not_found'))
    expect(await hook.text()).toBe('Start\n')
  })

  test('the hooks of a deleted document are gone with it, and are not found', async () => {
    const hook = await testHook(workspace)
    const { owner } = workspace
    const body = bodyAround(async () => {
      await trashDocument(owner, hook)
      await deleteDocument(owner, hook)
    })
    await expect(hook.call({ body })).rejects.toThrow(refusal('hook_not_found'))
  })
})
