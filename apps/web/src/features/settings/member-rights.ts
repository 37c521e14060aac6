/** Which of the server's rules the page follows in what it offers: only owners make and change owners. */
import type { WorkspaceRole } from '@/lib/api-types.ts'
import { isAdmin } from '../../lib/is-admin.ts'

/** Whether somebody with this role may change and remove a member with the other. */
export function mayChange(mine: WorkspaceRole | undefined, theirs: WorkspaceRole): boolean {
  return mine === 'owner' || (mine === 'admin' && theirs !== 'owner')
}

/** Whether a member loses documents with this change of role, or rights that something of theirs acts with. */
export function losesRights(from: WorkspaceRole, to: WorkspaceRole): boolean {
  return (isAdmin(from) && !isAdmin(to)) || (from === 'member' && to === 'guest')
}

export function rolesToGive(mine: WorkspaceRole | undefined): WorkspaceRole[] {
  return mine === 'owner' ? ['owner', 'admin', 'member', 'guest'] : ['admin', 'member', 'guest']
}
