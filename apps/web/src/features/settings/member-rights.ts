/** What the page offers of what the server allows: only owners make and change owners. */
import type { WorkspaceRole } from '@/lib/api-types.ts'

/** Whether somebody with this role may change and remove a member with the other. */
export function mayChange(mine: WorkspaceRole | undefined, theirs: WorkspaceRole): boolean {
  return mine === 'owner' || (mine === 'admin' && theirs !== 'owner')
}

/** Whether somebody loses, with this change of their role, rights by which something of theirs acts, or documents. */
export function losesRights(from: WorkspaceRole, to: WorkspaceRole): boolean {
  const manages = (role: WorkspaceRole) => role === 'owner' || role === 'admin'
  return (manages(from) && !manages(to)) || (from === 'member' && to === 'guest')
}

export function rolesToGive(mine: WorkspaceRole | undefined): WorkspaceRole[] {
  return mine === 'owner' ? ['owner', 'admin', 'member', 'guest'] : ['admin', 'member', 'guest']
}
