import { requireWorkspace } from '../access/require-workspace.ts'
import type { WorkspaceRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { byName } from './by-name.ts'

export interface MemberRow {
  user: { id: string; name: string; email: string; image: string | null }
  role: WorkspaceRole
  joinedAt: Date
}

/** Everyone in the workspace, by name. */
export async function listMembers(context: Context): Promise<MemberRow[]> {
  const workspaceId = requireWorkspace(context.principal, 'see_members')
  const rows = await context.database.prisma.member.findMany({
    where: { workspaceId },
    include: { user: { select: { id: true, name: true, email: true, image: true } } },
  })
  return rows.map(({ user, role, createdAt }) => ({ user, role, joinedAt: createdAt })).sort(byName)
}
