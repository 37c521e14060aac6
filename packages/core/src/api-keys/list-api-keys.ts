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
  return rows.map(presentApiKey)
}
