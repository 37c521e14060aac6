/**
 * The one place that decides who may do what. Its functions are pure: the doors read the facts (rows of the database)
 * and ask. Anything that is not allowed here is refused.
 *
 * A person's role on a document is the first of these that applies, raised by any share link they hold. The creator
 * owns the document. A grant gives its role, even if everyone else has a stronger one. A member of the workspace (but
 * not a guest) has the document's general access. An API key counts as a member without a grant, capped by its scopes,
 * and owns what it created.
 */
import type { Principal } from './principal.ts'
import { cappedRole, type DocumentRole, includesRole, strongerRole, type WorkspaceRole } from './roles.ts'

export type DocumentAction = 'read' | 'comment' | 'write' | 'share' | 'trash' | 'restore' | 'delete'
export type WorkspaceAction =
  | 'create_document'
  | 'see_members'
  | 'manage_members'
  | 'manage_owners'
  | 'manage_integrations'
  | 'manage_api_keys'
  | 'rename'
  | 'read_events'

/** The facts needed to decide about a document. */
export interface DocumentFacts {
  workspaceId: string
  createdByType: string
  createdById: string | null
  generalAccess: DocumentRole | null
  trashed: boolean
  /** The principal's role in the document's workspace, null if it is not a member. */
  workspaceRole: WorkspaceRole | null
  /** The role granted to the principal by name, null if there is none. */
  grant: DocumentRole | null
  /** The roles of the valid share links to this document that the principal holds. */
  shareLinkRoles: readonly DocumentRole[]
}

const needed: Record<DocumentAction, DocumentRole> = {
  read: 'viewer',
  comment: 'commenter',
  write: 'editor',
  share: 'editor',
  trash: 'editor',
  restore: 'editor',
  delete: 'owner',
}

/**
 * Actions that decide who else can reach a document, or whether anybody can. They need a role of one's own: a share
 * link can be passed on and revoked, so the role that it gives is not enough.
 */
const needsOwnRole: ReadonlySet<DocumentAction> = new Set(['share', 'trash', 'restore', 'delete'])

/** The principal's role on the document, null for none. Whether the document is in the trash does not matter. */
export function documentRole(principal: Principal, facts: DocumentFacts): DocumentRole | null {
  const own = ownRole(principal, facts)
  return principal.type === 'user' || principal.type === 'guest' ? strongerRole(own, linkRole(facts)) : own
}

/** The role without what share links add. */
function ownRole(principal: Principal, facts: DocumentFacts): DocumentRole | null {
  switch (principal.type) {
    case 'system':
      return 'owner'
    case 'guest':
      return null
    case 'integration':
      return principal.workspaceId === facts.workspaceId ? principal.role : null
    case 'user':
      return personRole(principal.id, facts)
    case 'api_key': {
      if (principal.workspaceId !== facts.workspaceId) return null
      const created = facts.createdByType === 'api_key' && facts.createdById === principal.id
      return cappedRole(created ? 'owner' : facts.generalAccess, scopeCap(principal.scopes))
    }
  }
}

function personRole(userId: string, facts: DocumentFacts): DocumentRole | null {
  // A person who has left the workspace keeps only what share links give.
  if (!facts.workspaceRole) return null
  if (facts.createdByType === 'user' && facts.createdById === userId) return 'owner'
  if (facts.grant) return facts.grant
  return facts.workspaceRole === 'guest' ? null : facts.generalAccess
}

function linkRole(facts: DocumentFacts): DocumentRole | null {
  return facts.shareLinkRoles.reduce<DocumentRole | null>(strongerRole, null)
}

/** Whether the principal is an API key whose scopes do not let it read any document. */
export function lacksDocuments(principal: Principal): boolean {
  return principal.type === 'api_key' && scopeCap(principal.scopes) === null
}

function scopeCap(scopes: readonly string[]): DocumentRole | null {
  if (scopes.includes('documents:write')) return 'owner'
  if (!scopes.includes('documents:read')) return null
  return scopes.includes('comments:write') ? 'commenter' : 'viewer'
}

/** Whether the principal may do this to the document. */
export function decideDocument(principal: Principal, action: DocumentAction, facts: DocumentFacts): boolean {
  const role = needsOwnRole.has(action) ? ownRole(principal, facts) : documentRole(principal, facts)
  if (!facts.trashed) return action !== 'restore' && action !== 'delete' && includesRole(role, needed[action])
  // In the trash, nothing can be changed. Whoever could write may look and restore. The owner, or an admin who may see
  // the document, may delete it for good.
  if (action === 'read' || action === 'restore') return includesRole(role, 'editor')
  const admin = facts.workspaceRole === 'owner' || facts.workspaceRole === 'admin'
  return action === 'delete' && includesRole(role, admin ? 'editor' : 'owner')
}

const workspaceRank: Record<WorkspaceRole, number> = { guest: 1, member: 2, admin: 3, owner: 4 }
const neededInWorkspace: Record<WorkspaceAction, { role: WorkspaceRole; scope: string | null }> = {
  create_document: { role: 'member', scope: 'documents:write' },
  see_members: { role: 'member', scope: 'members:read' },
  manage_members: { role: 'admin', scope: null },
  manage_owners: { role: 'owner', scope: null },
  manage_integrations: { role: 'admin', scope: 'webhooks:manage' },
  manage_api_keys: { role: 'admin', scope: null },
  rename: { role: 'admin', scope: null },
  read_events: { role: 'admin', scope: 'events:read' },
}

/** Whether this role is enough for the action. */
export function roleAllows(role: WorkspaceRole, action: WorkspaceAction): boolean {
  return workspaceRank[role] >= workspaceRank[neededInWorkspace[action].role]
}

/** Whether the principal may do this in the workspace that the request is about. */
export function decideWorkspace(principal: Principal, action: WorkspaceAction, workspaceId: string): boolean {
  const { scope } = neededInWorkspace[action]
  switch (principal.type) {
    case 'system':
      return true
    case 'guest':
    case 'integration':
      return false
    case 'api_key':
      return principal.workspaceId === workspaceId && scope !== null && principal.scopes.includes(scope)
    case 'user':
      return (
        principal.membership?.workspaceId === workspaceId && roleAllows(principal.membership.role, action)
      )
  }
}
