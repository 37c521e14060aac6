/** What the page offers of what the server allows: only owners make and change owners. */
import type { WorkspaceRole } from '@/lib/api-types.ts'

/** Whether somebody with this role may change and remove a member with the other. */
export function mayChange(mine: WorkspaceRole | undefined, theirs: WorkspaceRole): boolean {
  return mine === 'owner' || (mine === 'admin' && theirs !== 'owner')
}

export function rolesToGive(mine: WorkspaceRole | undefined): WorkspaceRole[] {
  return mine === 'owner' ? ['owner', 'admin', 'member', 'guest'] : ['admin', 'member', 'guest']
}
