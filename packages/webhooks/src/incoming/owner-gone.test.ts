/** A hook, or an endpoint, that acts by the right of somebody who goes. */
import { requirePerson } from '@quillwire/core/access/require-workspace'
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { renewApiKey } from '@quillwire/core/api-keys/renew-api-key'
import { acceptInvitation } from '@quillwire/core/invitations/accept-invitation'
import { createInvitation } from '@quillwire/core/invitations/create-invitation'
import { countLeftBehind } from '@quillwire/core/leaving/count-left-behind'
import { testWorkspace } from '@quillwire/core/testing/test-workspace'
import { changeMemberRole } from '@quillwire/core/workspaces/change-member-role'
import { removeMember } from '@quillwire/core/workspaces/remove-member'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testHook } from '../testing/hook.ts'
import { getHook } from './get-hook.ts'
import { updateHook } from './update-hook.ts'

const { database } = await testDatabase()

async function setUp() {
  const workspace = await testWorkspace(database)
  const jonas = await workspace.person('Jonas', 'admin')
  return { workspace, ada: workspace.owner, jonas, userId: requirePerson(jonas.principal).id }
}
const refused = { code: 'hook_without_right' }

test('the hook of somebody who was taken out does not begin again when they come back', async () => {
  const { workspace, ada, jonas, userId } = await setUp()
  const hook = await testHook(workspace, {}, jonas)
  expect(await countLeftBehind(ada, { userId })).toMatchObject({ incomingHooks: 1 })
  await removeMember(ada, { userId })
  expect(await getHook(ada, hook)).toMatchObject({
    obstacle: 'hook_without_right',
    owner: { type: 'user', id: userId, name: 'Jonas', gone: true },
  })
  const { url } = await createInvitation(ada, { role: 'member' })
  await acceptInvitation(jonas, { token: url.split('/').at(-1) ?? '' })
  await expect(hook.call({ body: 'Back' })).rejects.toMatchObject(refused)
  await updateHook(ada, { id: hook.id, name: 'Taken over' })
  await hook.call({ body: 'Hers' })
  expect(await getHook(ada, hook)).toMatchObject({ obstacle: null, owner: { name: 'Ada', gone: false } })
  expect(await hook.text()).toBe('Start\n\nHers\n')
})

test('somebody who is no longer an admin may still write in the document, and so may their hook, until they may not', async () => {
  const { workspace, ada, jonas, userId } = await setUp()
  const hook = await testHook(workspace, {}, jonas)
  expect(await countLeftBehind(ada, { userId, role: 'member' })).toMatchObject({ incomingHooks: 0 })
  await changeMemberRole(ada, { userId, role: 'member' })
  await hook.call({ body: 'His' })
  await changeMemberRole(ada, { userId, role: 'guest' })
  await expect(hook.call({ body: 'Again' })).rejects.toMatchObject(refused)
})

test('the hook of a key that ended with its maker waits for an admin, also when the key is renewed', async () => {
  const { workspace, ada, jonas, userId } = await setUp()
  const { id, scopes } = await createApiKey(jonas, {
    name: 'CRM',
    scopes: ['webhooks:manage', 'documents:write'],
  })
  const hook = await testHook(
    workspace,
    {},
    { ...ada, principal: { type: 'api_key', id, name: 'CRM', workspaceId: workspace.id, scopes } },
  )
  await changeMemberRole(ada, { userId, role: 'member' })
  await renewApiKey(ada, { id })
  await expect(hook.call({ body: 'Old' })).rejects.toMatchObject(refused)
  await updateHook(ada, { id: hook.id, name: 'Taken over' })
  await hook.call({ body: 'New' })
  expect(await hook.text()).toBe('Start\n\nNew\n')
})
