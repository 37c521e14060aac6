import { forbidden, unauthenticated } from '../errors.ts'
import { decideWorkspace, type WorkspaceAction } from './decide.ts'
import type { Principal } from './principal.ts'

/** The id of the workspace that the request is about. Throws when the principal has none. */
export function workspaceOf(principal: Principal): string {
  if (principal.type === 'api_key') return principal.workspaceId
  if (principal.type === 'user' && principal.membership) return principal.membership.workspaceId
  if (principal.type === 'user')
    throw forbidden('no_workspace', 'You belong to no workspace. Ask for an invitation link.')
  throw unauthenticated('sign_in_required', 'Sign in, or send an API key as “Authorization: Bearer qw_…”.')
}

const refusal: Record<WorkspaceAction, string> = {
  create_document: 'Only members, and API keys with the scope documents:write, may create documents.',
  see_members: 'Only members, and API keys with the scope members:read, may see the members.',
  manage_members: 'Only admins may manage members and invitations.',
  manage_owners: 'Only an owner may make or change owners.',
  manage_integrations: 'Only admins, and API keys with the scope webhooks:manage, may manage webhooks.',
  manage_api_keys: 'Only admins may manage API keys.',
  rename: 'Only admins may rename the workspace.',
  read_events: 'Only admins, and API keys with the scope events:read, may read the events.',
}

/** The id of the workspace, after checking that the principal may do this in it. */
export function requireWorkspace(principal: Principal, action: WorkspaceAction): string {
  const workspaceId = workspaceOf(principal)
  if (!decideWorkspace(principal, action, workspaceId)) throw forbidden(`may_not_${action}`, refusal[action])
  return workspaceId
}

/** The person who is signed in. Throws when the request comes from a key or through a link. */
export function requirePerson(principal: Principal): Extract<Principal, { type: 'user' }> {
  if (principal.type !== 'user') throw unauthenticated('sign_in_required', 'Sign in as a person to do this.')
  return principal
}
