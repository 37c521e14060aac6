import type { documentRoleSchema, workspaceRoleSchema } from '@quillwire/events'
import type { z } from 'zod'

export type DocumentRole = z.infer<typeof documentRoleSchema>
export type WorkspaceRole = z.infer<typeof workspaceRoleSchema>

const documentRank: Record<DocumentRole, number> = { viewer: 1, commenter: 2, editor: 3, owner: 4 }

/** The stronger of two roles; null is no role. */
export function strongerRole(a: DocumentRole | null, b: DocumentRole | null): DocumentRole | null {
  if (!a || !b) return a ?? b
  return documentRank[a] >= documentRank[b] ? a : b
}

/** The weaker of a role and a cap. */
export function cappedRole(role: DocumentRole | null, cap: DocumentRole | null): DocumentRole | null {
  if (!role || !cap) return null
  return documentRank[role] <= documentRank[cap] ? role : cap
}

/** Whether a role includes another: an editor may do what a commenter may. */
export function includesRole(role: DocumentRole | null, needed: DocumentRole): boolean {
  return role !== null && documentRank[role] >= documentRank[needed]
}
