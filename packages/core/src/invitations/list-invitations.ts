import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { type InvitationRow, type InvitationView, presentInvitation } from './invitation-view.ts'
import { VALID_INVITATION } from './valid-invitation.ts'

/** The invitations that still work, newest first. */
export async function listInvitations(context: Context): Promise<InvitationView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_members')
  const { rows } = await context.database.query<InvitationRow>(
    `SELECT id, role, token_sealed AS "tokenSealed", created_at AS "createdAt", expires_at AS "expiresAt", uses
       FROM invitations WHERE workspace_id = $1::uuid AND ${VALID_INVITATION}
      ORDER BY created_at DESC`,
    [workspaceId],
  )
  return rows.map((row) => presentInvitation(context, row))
}

/** Makes the link stop working. Who has joined by it stays. */
export async function revokeInvitation(context: Context, input: { id: string }): Promise<void> {
  const workspaceId = requireWorkspace(context.principal, 'manage_members')
  const { count } = await context.database.prisma.invitation.updateMany({
    where: { id: input.id, workspaceId, revokedAt: null },
    data: { revokedAt: context.now() },
  })
  if (count === 0)
    throw notFound('invitation_not_found', 'There is no such invitation, or it was revoked already.')
}
