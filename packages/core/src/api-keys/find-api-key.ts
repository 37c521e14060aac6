import type { Principal } from '../access/principal.ts'
import type { Services } from '../context.ts'
import { tokenHash } from '../secrets/seal.ts'

const USE_NOTED_EVERY_MS = 60_000

/** The principal that an API key stands for, or null where it is not valid. Notes its use once a minute at most. */
export async function findApiKey(
  services: Pick<Services, 'database' | 'now'>,
  key: string,
): Promise<Extract<Principal, { type: 'api_key' }> | null> {
  const row = await services.database.prisma.apiKey.findUnique({ where: { hash: tokenHash(key) } })
  if (!row || row.revokedAt) return null
  const now = services.now()
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USE_NOTED_EVERY_MS)
    await services.database.prisma.apiKey.update({ where: { id: row.id }, data: { lastUsedAt: now } })
  return { type: 'api_key', id: row.id, name: row.name, workspaceId: row.workspaceId, scopes: row.scopes }
}
