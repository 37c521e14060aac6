import type { WorkspaceRole } from './api-types.ts'

/** Whether somebody with this role manages the workspace: its owners do, too. */
export function isAdmin(role: WorkspaceRole | undefined): boolean {
  return role === 'owner' || role === 'admin'
}
