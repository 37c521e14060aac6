/** The keys of a workspace are its admins' business, and nobody else's. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testWorkspace } from '../testing/test-workspace.ts'
import { createApiKey } from './create-api-key.ts'
import { findApiKey, findApiKeyById } from './find-api-key.ts'
import { listApiKeys } from './list-api-keys.ts'
import { revokeApiKey } from './revoke-api-key.ts'

const { database } = await testDatabase()
const workspace = await testWorkspace(database)
const { owner: ada, services } = workspace
const stranger = (await testWorkspace(database)).owner

test('a key is found by itself and by nothing that is stored, until it is revoked', async () => {
  const workspace = await testWorkspace(database)
  const { owner } = workspace
  const { id, key } = await createApiKey(owner, { name: ' \u202eCRM\n', scopes: ['documents:read'] })
  expect(await findApiKey(services, key)).toMatchObject({ id, name: 'CRM', workspaceId: workspace.id })
  const { hash, start } = await database.prisma.apiKey.findUniqueOrThrow({ where: { id } })
  for (const stored of [hash, start]) expect(await findApiKey(services, stored)).toBeNull()
  expect(await listApiKeys(owner)).toMatchObject([{ id, lastUsedAt: expect.any(Date) }])
  await revokeApiKey(owner, { id })
  expect(await findApiKey(services, key)).toBeNull()
  expect(await findApiKeyById(database, id)).toBeNull()
  expect(await listApiKeys(owner)).toEqual([])
  await expect(revokeApiKey(owner, { id })).rejects.toMatchObject({ code: 'api_key_not_found' })
})

test('an admin of another workspace neither sees nor revokes it', async () => {
  const { id, key } = await createApiKey(ada, { name: 'CRM', scopes: ['documents:read'] })
  expect(await listApiKeys(stranger)).toEqual([])
  await expect(revokeApiKey(stranger, { id })).rejects.toMatchObject({ code: 'api_key_not_found' })
  expect(await findApiKey(services, key)).not.toBeNull()
})

test('only admins make one, with a name and scopes', async () => {
  const member = await workspace.person('Jonas')
  const program = await workspace.apiKey('webhooks:manage', 'documents:write')
  for (const context of [member, program])
    await expect(createApiKey(context, { name: 'x', scopes: ['documents:read'] })).rejects.toMatchObject({
      code: 'may_not_manage_api_keys',
    })
  for (const name of [' ', '\u200b'])
    await expect(createApiKey(ada, { name, scopes: ['documents:read'] })).rejects.toMatchObject({
      code: 'name_missing',
    })
})
