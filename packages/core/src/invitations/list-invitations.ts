import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { type InvitationRow, type InvitationView, presentInvitation } from './invitation-view.ts'
import { VALID_INVITATION } from './valid-invitation.ts'

/** The invitations that still work, newest first. */
export async function listInvitations(context: Context): Promise<InvitationView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_members')
  const { rows } = await context.database.query<InvitationRow>(
    `SELECT id, role, token_sealed AS "tokenSealed", created_at AS "createdAt", expires_at AS "expiresAt", uses
       FROM invitations WHERE workspace_id = $1::uuid AND ${VALID_INVITATION}
      ORDER BY created_at DESC, id DESC`,
    [workspaceId],
  )
  return rows.map((row) => presentInvitation(context, row))
}
