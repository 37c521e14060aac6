import { roleAllows } from '../access/decide.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { type ApiKeyView, presentApiKey } from './api-key-view.ts'

/** The keys that work, and those that ended with their makers' rights; newest first. */
export async function listApiKeys(context: Context): Promise<ApiKeyView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_api_keys')
  const rows = await context.database.prisma.apiKey.findMany({
    where: { workspaceId, OR: [{ revokedAt: null }, { makerGone: true }] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  const people = await context.database.prisma.user.findMany({
    where: { id: { in: rows.map(({ createdById }) => createdById) } },
    select: { id: true, name: true, memberships: { where: { workspaceId }, select: { role: true } } },
  })
  const makers = new Map(
    people.map(({ id, name, memberships: [membership] }) => [
      id,
      { name, gone: !membership || !roleAllows(membership.role, 'manage_api_keys') },
    ]),
  )
  return rows.map((row) => presentApiKey(row, makers.get(row.createdById) ?? { name: '', gone: true }))
}
