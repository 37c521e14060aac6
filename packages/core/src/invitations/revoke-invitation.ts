import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'

/** Makes the link stop working. People who have joined through it stay. */
export async function revokeInvitation(context: Context, input: { id: string }): Promise<void> {
  const workspaceId = requireWorkspace(context.principal, 'manage_members')
  const { count } = await context.database.prisma.invitation.updateMany({
    where: { id: input.id, workspaceId, revokedAt: null },
    data: { revokedAt: context.now() },
  })
  if (count === 0)
    throw notFound('invitation_not_found', 'There is no such invitation, or it was revoked already.')
}
