import { newId } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import { requireStill } from '../access/require-still.ts'
import { requirePerson, requireWorkspace } from '../access/require-workspace.ts'
import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { recordEvent } from '../events/record-event.ts'
import { newToken, tokenHash } from '../secrets/seal.ts'
import { type InvitationView, invitationUrl, presentInvitation } from './invitation-view.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 7

/** Creates a link that lets its holders join with the role, until it ends or is revoked. */
export async function createInvitation(
  context: Context,
  input: { role: WorkspaceRole; expiresInDays?: number },
): Promise<InvitationView & { url: string }> {
  requireWorkspace(context.principal, 'manage_members')
  if (input.role === 'owner')
    throw invalid(
      'role_not_invitable',
      'Nobody can be invited as an owner. Invite as an admin, member or guest, and change the role once they have joined.',
      { field: 'role' },
    )
  const token = newToken()
  const row = await context.database.transaction(async (tx) => {
    const workspaceId = await requireStill(tx, context.principal, 'manage_members')
    const invitation = await tx.invitation.create({
      data: {
        id: newId(),
        workspaceId,
        role: input.role,
        tokenHash: tokenHash(token),
        tokenSealed: context.seal.seal(token),
        createdById: requirePerson(context.principal).id,
        expiresAt: new Date(context.now().getTime() + (input.expiresInDays ?? DEFAULT_DAYS) * DAY_MS),
      },
    })
    await recordEvent(tx, {
      workspaceId,
      type: 'member.invited',
      actor: actorOf(context.principal),
      data: {
        invitation: {
          id: invitation.id,
          role: invitation.role,
          expiresAt: invitation.expiresAt.toISOString(),
        },
      },
    })
    return invitation
  })
  return { ...presentInvitation(context, row), url: invitationUrl(context, token) }
}
