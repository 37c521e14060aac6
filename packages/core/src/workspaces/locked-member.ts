import type { Transaction } from '@quillwire/database'
import type { Principal } from '../access/principal.ts'
import { takeRights } from '../access/require-still.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import { conflict, notFound } from '../errors.ts'

/** The member, locked so that nobody else changes their role until the transaction ends. */
export async function lockedMember(tx: Transaction, workspaceId: string, userId: string) {
  // This also keeps two owners from removing each other at once.
  await takeRights(tx, workspaceId)
  const member = await tx.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    include: { user: { select: { id: true, name: true, email: true } } },
  })
  if (!member) throw memberNotFound()
  return member
}

export const memberNotFound = () => notFound('member_not_found', 'This person is not in the workspace.')

/** The workspace that this person is a member of. For whoever manages members, and for the person. */
export function workspaceOfMember(principal: Principal, userId: string): string {
  if (principal.type === 'user' && principal.id === userId && principal.membership)
    return principal.membership.workspaceId
  return requireWorkspace(principal, 'manage_members')
}

export function isThemselves(principal: Principal, userId: string): boolean {
  return principal.type === 'user' && principal.id === userId
}

/** Throws when the workspace would be left without an owner. */
export async function requireAnotherOwner(tx: Transaction, workspaceId: string, userId: string) {
  const others = await tx.member.count({ where: { workspaceId, role: 'owner', userId: { not: userId } } })
  if (others === 0)
    throw conflict('last_owner', 'A workspace needs an owner. Make somebody else an owner first.')
}
