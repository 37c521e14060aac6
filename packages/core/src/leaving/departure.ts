import { roleAllows } from '../access/decide.ts'
import type { WorkspaceRole } from '../access/roles.ts'

/** Somebody leaves the workspace, or gets a role in it that allows less. */
export interface Departure {
  workspaceId: string
  userId: string
  from: WorkspaceRole
  /** Null: out of the workspace. */
  to: WorkspaceRole | null
  /** Nobody else takes it from them. */
  byThemselves: boolean
  /** That they joined by. */
  invitationId: string | null
}

function isAdmin(role: WorkspaceRole | null): boolean {
  return role !== null && roleAllows(role, 'manage_api_keys')
}

/** Whether anything ends with it. */
export function endsSomething({ from, to }: Pick<Departure, 'from' | 'to'>): boolean {
  return !isAdmin(to) && (isAdmin(from) || to === null || to === 'guest')
}

/**
 * Which invitation links they know, by which they could come back as what they were: an admin sees all; others those that they
 * made when they were admins, or joined by. Who leaves without being made to is let in again by the one that let them in.
 */
export function knownInvitations({ from, to, byThemselves }: Departure): 'all' | 'own' | 'none' {
  if (isAdmin(from)) return 'all'
  return to === null && byThemselves ? 'none' : 'own'
}
