import type { Transaction } from '@quillwire/database'
import { takeRights } from '../access/require-still.ts'
import type { Context } from '../context.ts'
import { unauthenticated } from '../errors.ts'
import { addMember, type NewMember } from '../workspaces/create-workspace.ts'
import { lookUpInvitation, type OpenInvitation } from './look-up-invitation.ts'

/** Adds the person to the workspace that the link leads to. Does nothing if they are in it already. */
export async function joinByInvitation(
  tx: Transaction,
  token: string,
  person: NewMember,
): Promise<OpenInvitation> {
  const { workspaceId } = await lookUpInvitation(tx, token)
  // Two clicks create only one member. And whoever removes a member can be sure to end that member's invitations too.
  await takeRights(tx, workspaceId)
  const invitation = await lookUpInvitation(tx, token, 'FOR NO KEY UPDATE OF i')
  const member = await tx.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId: person.id } },
  })
  if (member) return { ...invitation, role: member.role }
  await addMember(tx, workspaceId, person, invitation.role, invitation.id)
  await tx.invitation.update({ where: { id: invitation.id }, data: { uses: { increment: 1 } } })
  return invitation
}

/** The signed-in person joins the workspace that the link leads to. */
export async function acceptInvitation(context: Context, input: { token: string }): Promise<OpenInvitation> {
  const { principal } = context
  if (principal.type !== 'user') throw unauthenticated('sign_in_required', 'Sign in or sign up to join.')
  const { id, name, email } = principal
  return await context.database.transaction((tx) => joinByInvitation(tx, input.token, { id, name, email }))
}
