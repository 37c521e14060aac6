import { roleAllows } from '../access/decide.ts'
import { actorOf } from '../access/principal.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { disableEndpointsOf } from '../events/disable-endpoints.ts'
import { recordEvent } from '../events/record-event.ts'
import { lockedMember, requireAnotherOwner } from './locked-member.ts'

/**
 * Gives a member another role. Only owners make or change owners; the last owner stays one. Who may no longer read the events
 * gets none by webhook endpoints of their own either.
 */
export async function changeMemberRole(
  context: Context,
  input: { userId: string; role: WorkspaceRole },
): Promise<void> {
  const workspaceId = requireWorkspace(context.principal, 'manage_members')
  await context.database.transaction(async (tx) => {
    const member = await lockedMember(tx, workspaceId, input.userId)
    if (member.role === input.role) return
    if (member.role === 'owner' || input.role === 'owner')
      requireWorkspace(context.principal, 'manage_owners')
    if (member.role === 'owner') await requireAnotherOwner(tx, workspaceId, input.userId)
    await tx.member.update({ where: { id: member.id }, data: { role: input.role } })
    await recordEvent(tx, {
      workspaceId,
      type: 'member.role_changed',
      actor: actorOf(context.principal),
      data: { person: member.user, role: input.role, previousRole: member.role },
    })
    if (!roleAllows(input.role, 'manage_integrations'))
      await disableEndpointsOf(tx, { type: 'user', id: input.userId, workspaceId })
    await context.database.notify('document_access', { workspaceId, userId: input.userId }, tx)
  })
}
