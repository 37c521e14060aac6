import { describe, expect, test } from 'vitest'
import { type DocumentFacts, decideDocument, decideWorkspace, documentRole } from './decide.ts'
import type { Principal } from './principal.ts'
import type { WorkspaceRole } from './roles.ts'

const workspaceId = 'w'
const person = (id = 'ada', role: WorkspaceRole = 'member'): Principal => ({
  type: 'user',
  id,
  name: id,
  email: `${id}@example.com`,
  image: null,
  membership: { workspaceId, workspaceName: 'W', role },
  shareLinkIds: [],
})
const key = (...scopes: string[]): Principal => ({
  type: 'api_key',
  id: 'k',
  name: 'CRM',
  workspaceId,
  scopes,
})
const guest: Principal = { type: 'guest', name: 'Guest', shareLinkIds: ['l'] }
const facts = (change: Partial<DocumentFacts> = {}): DocumentFacts => ({
  workspaceId,
  createdByType: 'user',
  createdById: 'jonas',
  generalAccess: 'editor',
  trashed: false,
  workspaceRole: 'member',
  grant: null,
  shareLinkRoles: [],
  ...change,
})

describe('the role of a person on a document', () => {
  test('a member has the general access', () => {
    expect(documentRole(person(), facts({ generalAccess: 'commenter' }))).toBe('commenter')
    expect(documentRole(person(), facts({ generalAccess: null }))).toBeNull()
  })
  test('a grant decides it, even if it is less than everyone has', () => {
    expect(documentRole(person(), facts({ grant: 'viewer' }))).toBe('viewer')
    expect(documentRole(person(), facts({ generalAccess: null, grant: 'editor' }))).toBe('editor')
  })
  test('the creator is the owner', () => {
    expect(documentRole(person('jonas'), facts({ generalAccess: null }))).toBe('owner')
  })
  test('a guest of the workspace has only grants', () => {
    expect(documentRole(person(), facts({ workspaceRole: 'guest' }))).toBeNull()
    expect(documentRole(person(), facts({ workspaceRole: 'guest', grant: 'editor' }))).toBe('editor')
  })
  test('a person who left the workspace has none, not even as creator or by an old grant', () => {
    expect(documentRole(person('jonas'), facts({ workspaceRole: null, grant: 'editor' }))).toBeNull()
  })
  test('an admin has no way into a private document', () => {
    expect(
      documentRole(person('ada', 'admin'), facts({ workspaceRole: 'admin', generalAccess: null })),
    ).toBeNull()
  })
  test('a share link raises the role, and never lowers it', () => {
    expect(documentRole(person(), facts({ generalAccess: 'viewer', shareLinkRoles: ['editor'] }))).toBe(
      'editor',
    )
    expect(documentRole(person(), facts({ generalAccess: 'editor', shareLinkRoles: ['viewer'] }))).toBe(
      'editor',
    )
    expect(documentRole(guest, facts({ workspaceRole: null, shareLinkRoles: ['commenter'] }))).toBe(
      'commenter',
    )
    expect(documentRole(guest, facts({ workspaceRole: null }))).toBeNull()
  })
})

describe('the role of an API key', () => {
  test('is capped by its scopes', () => {
    expect(documentRole(key('documents:write'), facts())).toBe('editor')
    expect(documentRole(key('documents:read'), facts())).toBe('viewer')
    expect(documentRole(key('documents:read', 'comments:write'), facts())).toBe('commenter')
    expect(documentRole(key('webhooks:manage'), facts())).toBeNull()
  })
  test('is none outside its workspace and on private documents, except those it made', () => {
    expect(documentRole(key('documents:write'), facts({ workspaceId: 'other' }))).toBeNull()
    expect(documentRole(key('documents:write'), facts({ generalAccess: null }))).toBeNull()
    const own = { createdByType: 'api_key', createdById: 'k', generalAccess: null }
    expect(documentRole(key('documents:write'), facts(own))).toBe('owner')
  })
  test('is owner of what it made itself, but not of what an integration with the same id made', () => {
    const byHook = facts({ createdByType: 'integration', createdById: 'k', generalAccess: null })
    expect(documentRole(key('documents:write'), byHook)).toBeNull()
    expect(documentRole(person('k'), byHook)).toBeNull()
  })
})

test('an incoming hook or a replying endpoint has its role in its workspace, and none in another', () => {
  const hook: Principal = { type: 'integration', id: 'h', name: 'Builds', workspaceId, role: 'commenter' }
  expect(documentRole(hook, facts({ workspaceRole: null }))).toBe('commenter')
  expect(documentRole(hook, facts({ workspaceRole: null, workspaceId: 'other' }))).toBeNull()
})

describe('what a role may do', () => {
  test('a viewer reads, a commenter comments, an editor writes and shares', () => {
    const may = (role: DocumentFacts['grant']) =>
      (['read', 'comment', 'write', 'share', 'trash'] as const).filter((action) =>
        decideDocument(person(), action, facts({ grant: role, generalAccess: null })),
      )
    expect(may(null)).toEqual([])
    expect(may('viewer')).toEqual(['read'])
    expect(may('commenter')).toEqual(['read', 'comment'])
    expect(may('editor')).toEqual(['read', 'comment', 'write', 'share', 'trash'])
  })
  test('a link lets its holder write, but neither share nor put in the trash, whoever they are', () => {
    const held = facts({ generalAccess: 'viewer', shareLinkRoles: ['editor'] })
    for (const holder of [guest, person()]) {
      expect(decideDocument(holder, 'write', held)).toBe(true)
      expect(decideDocument(holder, 'share', held)).toBe(false)
      expect(decideDocument(holder, 'trash', held)).toBe(false)
      expect(decideDocument(holder, 'restore', { ...held, trashed: true })).toBe(false)
    }
    expect(decideDocument(person(), 'share', { ...held, grant: 'editor' })).toBe(true)
  })
  test('in the trash nobody writes; editors restore; owners, and admins who may see it, delete', () => {
    const trashed = facts({ trashed: true })
    expect(decideDocument(person(), 'write', trashed)).toBe(false)
    expect(decideDocument(person(), 'restore', trashed)).toBe(true)
    expect(decideDocument(person(), 'delete', trashed)).toBe(false)
    expect(decideDocument(person('jonas'), 'delete', trashed)).toBe(true)
    expect(decideDocument(person(), 'delete', { ...trashed, workspaceRole: 'admin' })).toBe(true)
    expect(
      decideDocument(person(), 'delete', { ...trashed, workspaceRole: 'admin', grant: 'commenter' }),
    ).toBe(false)
    for (const grant of ['viewer', 'commenter'] as const)
      for (const action of ['read', 'restore'] as const)
        expect(decideDocument(person(), action, { ...trashed, grant })).toBe(false)
  })
  test('what is not in the trash is neither restored nor deleted for good', () => {
    expect(decideDocument(person('jonas'), 'delete', facts())).toBe(false)
    expect(decideDocument(person('jonas'), 'restore', facts())).toBe(false)
  })
})

describe('the workspace', () => {
  const byMembers = ['create_document', 'see_members'] as const
  const byAdmins = [
    'manage_members',
    'manage_integrations',
    'manage_api_keys',
    'rename',
    'read_events',
  ] as const
  test('admins manage, members write, guests look', () => {
    expect(decideWorkspace(person('ada', 'admin'), 'manage_integrations', workspaceId)).toBe(true)
    expect(decideWorkspace(person('ada', 'member'), 'manage_integrations', workspaceId)).toBe(false)
    expect(decideWorkspace(person('ada', 'member'), 'create_document', workspaceId)).toBe(true)
    expect(decideWorkspace(person('ada', 'guest'), 'create_document', workspaceId)).toBe(false)
    expect(decideWorkspace(person('ada', 'owner'), 'rename', 'other')).toBe(false)
    expect(decideWorkspace(person('ada', 'admin'), 'manage_owners', workspaceId)).toBe(false)
  })
  test.each([
    ['guest', []],
    ['member', byMembers],
    ['admin', [...byMembers, ...byAdmins]],
    ['owner', [...byMembers, ...byAdmins, 'manage_owners']],
  ] as const)('a %s may do just this in it', (role, actions) => {
    const all = [...byMembers, ...byAdmins, 'manage_owners'] as const
    expect(all.filter((action) => decideWorkspace(person('ada', role), action, workspaceId))).toEqual(actions)
  })
  test('a key does what its scopes say, and never manages people or keys', () => {
    expect(decideWorkspace(key('webhooks:manage'), 'manage_integrations', workspaceId)).toBe(true)
    expect(decideWorkspace(key('webhooks:manage'), 'read_events', workspaceId)).toBe(false)
    expect(decideWorkspace(key('webhooks:manage'), 'manage_members', workspaceId)).toBe(false)
    expect(decideWorkspace(key('webhooks:manage'), 'manage_integrations', 'other')).toBe(false)
  })
})
