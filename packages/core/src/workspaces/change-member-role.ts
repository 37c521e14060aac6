import { actorOf } from '../access/principal.ts'
import { requireStill } from '../access/require-still.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { recordEvent } from '../events/record-event.ts'
import { settleDeparture } from '../leaving/settle-departure.ts'
import { isThemselves, lockedMember, requireAnotherOwner } from './locked-member.ts'

/**
 * Gives a member another role. Only owners may create or change owners, and the last owner stays one. What the old role
 * allowed ends with it, including keys, endpoints and invitation links that would carry it on.
 */
export async function changeMemberRole(
  context: Context,
  input: { userId: string; role: WorkspaceRole },
): Promise<void> {
  const workspaceId = requireWorkspace(context.principal, 'manage_members')
  await context.database.transaction(async (tx) => {
    const member = await lockedMember(tx, workspaceId, input.userId)
    if (member.role === input.role) return
    // Checked again: another admin may just have removed the one who is acting.
    const owners = member.role === 'owner' || input.role === 'owner'
    await requireStill(tx, context.principal, owners ? 'manage_owners' : 'manage_members')
    if (member.role === 'owner') await requireAnotherOwner(tx, workspaceId, input.userId)
    await tx.member.update({ where: { id: member.id }, data: { role: input.role } })
    await recordEvent(tx, {
      workspaceId,
      type: 'member.role_changed',
      actor: actorOf(context.principal),
      data: { person: member.user, role: input.role, previousRole: member.role },
    })
    await settleDeparture(context, tx, {
      workspaceId,
      userId: input.userId,
      from: member.role,
      to: input.role,
      byThemselves: isThemselves(context.principal, input.userId),
      invitationId: member.invitationId,
    })
    await context.database.notify('document_access', { workspaceId, userId: input.userId }, tx)
  })
}
