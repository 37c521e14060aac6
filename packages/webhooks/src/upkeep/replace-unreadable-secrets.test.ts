import { createSeal } from '@quillwire/core/secrets/seal'
import { testDatabase } from '@quillwire/database/testing'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { getEndpoint } from '../endpoints/get-endpoint.ts'
import { revealSecret } from '../endpoints/reveal-secret.ts'
import { rotateSecret } from '../endpoints/rotate-secret.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { createHook } from '../incoming/create-hook.ts'
import { revealSigningSecret } from '../incoming/reveal-signing-secret.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { replaceUnreadableSecrets } from './replace-unreadable-secrets.ts'

const { database } = await testDatabase()
const seal = createSeal('x'.repeat(32))
const replace = () => database.transaction((tx) => replaceUnreadableSecrets(tx, seal))

async function setUp() {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  return { workspace, receiver, before: workspace.context, after: { ...workspace.context, seal } }
}

test('an endpoint that cannot sign any more is disabled with a new secret, and later signs with it what waited', async () => {
  const { workspace, receiver, before, after } = await setUp()
  const endpoint = await createEndpoint(before, { url: receiver.url, eventTypes: ['member.*'] })
  await workspace.happen()
  expect(await replace()).toEqual({ endpoints: 1, hooks: 0 })
  expect(await getEndpoint(after, endpoint)).toMatchObject({
    status: 'disabled',
    disabledReason: 'secret_lost',
  })
  const { rows } = await database.query(
    `SELECT data FROM events WHERE type = 'endpoint.disabled' AND workspace_id = $1::uuid`,
    [workspace.id],
  )
  expect(rows).toMatchObject([{ data: { endpoint: { id: endpoint.id }, reason: 'secret_lost' } }])
  const { secret } = await revealSecret(after, endpoint)
  await updateEndpoint(after, { id: endpoint.id, status: 'active' })
  const engine = await testEngine(database, { seal })
  await engine.made(1, workspace)
  const [got] = receiver.received
  expect(() => new Webhook(secret).verify(got?.body ?? '', got?.headers ?? {})).not.toThrow()
  expect(await replace()).toEqual({ endpoints: 0, hooks: 0 })
})

test('values that are lost must be entered before the endpoint is enabled', async () => {
  const { receiver, before, after } = await setUp()
  const { id } = await createEndpoint(before, {
    url: receiver.url,
    eventTypes: ['member.*'],
    headers: { authorization: '{{secret.TOKEN}}' },
    secrets: { TOKEN: 'abc' },
  })
  await replace()
  expect(await getEndpoint(after, { id })).toMatchObject({ secretNames: [] })
  await expect(updateEndpoint(after, { id, status: 'active' })).rejects.toMatchObject({
    code: 'secret_missing',
  })
  const secrets = { TOKEN: 'def' }
  expect(await updateEndpoint(after, { id, status: 'active', secrets })).toMatchObject({ status: 'active' })
})

test('one that has a readable secret loses only earlier ones, and goes on', async () => {
  const { workspace, receiver, before, after } = await setUp()
  const { id } = await createEndpoint(before, { url: receiver.url, eventTypes: ['member.*'] })
  await rotateSecret(after, { id })
  expect(await replace()).toEqual({ endpoints: 0, hooks: 0 })
  expect(await getEndpoint(after, { id })).toMatchObject({ status: 'active', previousSecretUntil: null })
  await workspace.happen()
  await (await testEngine(database, { seal })).made(1, workspace)
  expect(receiver.received).toHaveLength(1)
})

test('an incoming hook with signed calls gets another secret', async () => {
  const { workspace, before, after } = await setUp()
  const { id: documentId } = await testDocument(workspace)
  const hook = await createHook(before, { documentId, name: 'Deploys', signed: true })
  expect(await replace()).toEqual({ endpoints: 0, hooks: 1 })
  const { secret } = await revealSigningSecret(after, hook)
  expect(secret).toMatch(/^whsec_/)
  expect(secret).not.toBe(hook.signingSecret)
})
