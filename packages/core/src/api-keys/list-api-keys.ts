import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { type ApiKeyView, presentApiKey } from './api-key-view.ts'

/** The keys that work, newest first. */
export async function listApiKeys(context: Context): Promise<ApiKeyView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_api_keys')
  const rows = await context.database.prisma.apiKey.findMany({
    where: { workspaceId, revokedAt: null },
    orderBy: { createdAt: 'desc' },
  })
  const people = await context.database.prisma.user.findMany({
    where: { id: { in: rows.map(({ createdById }) => createdById) } },
    select: { id: true, name: true },
  })
  const names = new Map(people.map(({ id, name }) => [id, name]))
  return rows.map((row) => presentApiKey(row, names.get(row.createdById) ?? ''))
}
