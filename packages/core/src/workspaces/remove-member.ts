import { actorOf } from '../access/principal.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { disableEndpointsOf } from '../events/disable-endpoints.ts'
import { recordEvent } from '../events/record-event.ts'
import { lockedMember, requireAnotherOwner } from './locked-member.ts'

/**
 * Takes a member out of the workspace: by an admin, or by the person. The right to its documents ends at once, and what
 * the person's webhook endpoints would carry out stops too. Whom others take out knows ways back in: the invitation links
 * that they joined by or made end as well.
 */
export async function removeMember(context: Context, input: { userId: string }): Promise<void> {
  const { principal } = context
  const self = principal.type === 'user' && principal.id === input.userId && principal.membership
  const workspaceId = self ? self.workspaceId : requireWorkspace(principal, 'manage_members')
  await context.database.transaction(async (tx) => {
    const member = await lockedMember(tx, workspaceId, input.userId)
    if (member.role === 'owner') {
      if (!self) requireWorkspace(principal, 'manage_owners')
      await requireAnotherOwner(tx, workspaceId, input.userId)
    }
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
    if (!self)
      await tx.invitation.updateMany({
        where: {
          workspaceId,
          revokedAt: null,
          OR: [{ createdById: input.userId }, ...(member.invitationId ? [{ id: member.invitationId }] : [])],
        },
        data: { revokedAt: context.now() },
      })
    await disableEndpointsOf(tx, { type: 'user', id: input.userId, workspaceId })
    await context.database.notify('document_access', { workspaceId, userId: input.userId }, tx)
  })
}
