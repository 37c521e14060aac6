import type { Membership } from '../access/principal.ts'
import type { Services } from '../context.ts'

/** The workspaces of a person, the oldest membership first. */
export async function membershipsOf(
  services: Pick<Services, 'database'>,
  userId: string,
): Promise<Membership[]> {
  const rows = await services.database.prisma.member.findMany({
    where: { userId },
    include: { workspace: { select: { name: true } } },
    orderBy: { createdAt: 'asc' },
  })
  return rows.map(({ workspaceId, workspace, role }) => ({
    workspaceId,
    workspaceName: workspace.name,
    role,
  }))
}
