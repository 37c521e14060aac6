import type { Executor } from '@quillwire/database'
import type { Principal } from '../access/principal.ts'
import type { Services } from '../context.ts'
import { tokenHash } from '../secrets/seal.ts'

type ApiKeyPrincipal = Extract<Principal, { type: 'api_key' }>

interface ApiKeyRow {
  id: string
  name: string
  workspaceId: string
  scopes: string[]
  lastUsedAt: Date | null
}

const USE_NOTED_EVERY_MS = 60_000

/** The principal that an API key stands for, or null when it is not valid. Records its use at most once a minute. */
export async function findApiKey(
  services: Pick<Services, 'database' | 'now'>,
  key: string,
): Promise<ApiKeyPrincipal | null> {
  const row = await validApiKey(services.database, 'hash', tokenHash(key))
  if (!row) return null
  const now = services.now()
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USE_NOTED_EVERY_MS)
    await services.database.prisma.apiKey.update({ where: { id: row.id }, data: { lastUsedAt: now } })
  return asApiKey(row)
}

/** The principal that the key with this id stands for, with its current scopes. Null when it is not valid. */
export async function findApiKeyById(executor: Executor, id: string): Promise<ApiKeyPrincipal | null> {
  const row = await validApiKey(executor, 'id', id)
  return row ? asApiKey(row) : null
}

async function validApiKey(
  executor: Executor,
  column: 'id' | 'hash',
  value: string,
): Promise<ApiKeyRow | undefined> {
  const { rows } = await executor.query<ApiKeyRow>(
    `SELECT id, name, workspace_id AS "workspaceId", scopes, last_used_at AS "lastUsedAt"
       FROM api_keys WHERE ${column} = $1 AND revoked_at IS NULL`,
    [value],
  )
  return rows[0]
}

function asApiKey({ id, name, workspaceId, scopes }: ApiKeyRow): ApiKeyPrincipal {
  return { type: 'api_key', id, name, workspaceId, scopes }
}
