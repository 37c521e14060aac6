import type { Executor, Transaction } from '@quillwire/database'
import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { gone, notFound, unauthenticated } from '../errors.ts'
import { tokenHash } from '../secrets/seal.ts'
import { addMember, type Founder } from '../workspaces/create-workspace.ts'
import { VALID_INVITATION } from './valid-invitation.ts'

export interface OpenInvitation {
  id: string
  workspaceId: string
  workspaceName: string
  role: WorkspaceRole
}

/** What an invitation link leads to. Throws when it never existed, has ended or was revoked. */
export async function lookUpInvitation(executor: Executor, token: string): Promise<OpenInvitation> {
  const { rows } = await executor.query<OpenInvitation & { valid: boolean }>(
    `SELECT i.id, i.workspace_id AS "workspaceId", w.name AS "workspaceName", i.role, ${VALID_INVITATION} AS valid
       FROM invitations i JOIN workspaces w ON w.id = i.workspace_id WHERE i.token_hash = $1`,
    [tokenHash(token)],
  )
  const [row] = rows
  if (!row) throw notFound('invitation_not_found', 'This invitation link is not valid. Ask for a new one.')
  const { valid, ...invitation } = row
  if (!valid) throw gone('invitation_ended', 'This invitation link has ended. Ask for a new one.')
  return invitation
}

/** Puts the person into the workspace that the link leads to. Does nothing for who is in it already. */
export async function joinByInvitation(
  tx: Transaction,
  token: string,
  person: Founder,
): Promise<OpenInvitation> {
  const invitation = await lookUpInvitation(tx, token)
  const { workspaceId } = invitation
  // Two clicks make one member.
  await tx.query('SELECT id FROM workspaces WHERE id = $1::uuid FOR NO KEY UPDATE', [workspaceId])
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
