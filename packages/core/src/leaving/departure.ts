import { roleAllows } from '../access/decide.ts'
import type { WorkspaceRole } from '../access/roles.ts'

/** A person leaves the workspace, or gets a role that allows less. */
export interface Departure {
  workspaceId: string
  userId: string
  from: WorkspaceRole
  /** Null when they leave the workspace. */
  to: WorkspaceRole | null
  /** Whether they do it themselves. */
  byThemselves: boolean
  /** The invitation through which they joined. */
  invitationId: string | null
}

function isAdmin(role: WorkspaceRole | null): boolean {
  return role !== null && roleAllows(role, 'manage_api_keys')
}

/** Whether anything ends with this departure. */
export function endsSomething({ from, to }: Pick<Departure, 'from' | 'to'>): boolean {
  return !isAdmin(to) && (isAdmin(from) || to === null || to === 'guest')
}

/**
 * Which invitation links they could come back through as what they were. An admin knows all; others know those that
 * they created as an admin or joined through. A person who leaves of their own accord may return by the one that let
 * them in.
 */
export function knownInvitations({ from, to, byThemselves }: Departure): 'all' | 'own' | 'none' {
  if (isAdmin(from)) return 'all'
  return to === null && byThemselves ? 'none' : 'own'
}
