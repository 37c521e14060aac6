import { actorOf } from '../access/principal.ts'
import { requireStill } from '../access/require-still.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record-event.ts'
import { settleDeparture } from '../leaving/settle-departure.ts'
import { isThemselves, lockedMember, requireAnotherOwner, workspaceOfMember } from './locked-member.ts'

/**
 * Removes a member from the workspace, by an admin or by the member. Ends at once the right to its documents,
 * everything that acts by that right, the keys and links that they hold, and the ways back in that they know. Share
 * links that they made end too, unless whoever removes them keeps these for the people who were given them.
 */
export async function removeMember(
  context: Context,
  input: { userId: string; keepShareLinks?: boolean },
): Promise<void> {
  const { principal } = context
  const workspaceId = workspaceOfMember(principal, input.userId)
  const byThemselves = isThemselves(principal, input.userId)
  await context.database.transaction(async (tx) => {
    const member = await lockedMember(tx, workspaceId, input.userId)
    // Checked again: another admin may just have removed the one who is acting.
    if (!byThemselves)
      await requireStill(tx, principal, member.role === 'owner' ? 'manage_owners' : 'manage_members')
    if (member.role === 'owner') await requireAnotherOwner(tx, workspaceId, input.userId)
    await settleDeparture(
      context,
      tx,
      {
        workspaceId,
        userId: input.userId,
        from: member.role,
        to: null,
        byThemselves,
        invitationId: member.invitationId,
      },
      { keepShareLinks: input.keepShareLinks },
    )
    await tx.member.delete({ where: { id: member.id } })
    await tx.query(
      `DELETE FROM document_access a USING documents d
        WHERE d.id = a.document_id AND d.workspace_id = $1::uuid AND a.user_id = $2::uuid`,
      [workspaceId, input.userId],
    )
    await recordEvent(tx, {
      workspaceId,
      type: 'member.removed',
      actor: actorOf(principal),
      data: { person: member.user, role: member.role },
    })
    await context.database.notify('document_access', { workspaceId, userId: input.userId }, tx)
  })
}
