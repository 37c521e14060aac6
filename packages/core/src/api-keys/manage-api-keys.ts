import { newId } from '@quillwire/database'
import { type ApiKeyScope, apiKeyScopes } from '../access/principal.ts'
import { requirePerson, requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { invalid, notFound } from '../errors.ts'
import { disableEndpointsOf } from '../events/disable-endpoints.ts'
import { newToken, tokenHash } from '../secrets/seal.ts'

export interface ApiKeyView {
  id: string
  name: string
  /** The first characters, by which people tell their keys apart. */
  start: string
  scopes: string[]
  createdAt: Date
  lastUsedAt: Date | null
}

/** Makes a key of the workspace. The key itself is in this answer and nowhere else. */
export async function createApiKey(
  context: Context,
  input: { name: string; scopes: ApiKeyScope[] },
): Promise<ApiKeyView & { key: string }> {
  const workspaceId = requireWorkspace(context.principal, 'manage_api_keys')
  const name = input.name.trim()
  if (!name) throw invalid('name_missing', 'Give the key a name that says what it is for.', { field: 'name' })
  if (input.scopes.length === 0)
    throw invalid('scopes_missing', `Choose at least one scope: ${apiKeyScopes.join(', ')}.`, {
      field: 'scopes',
    })
  const key = newToken('qw_')
  const createdById = requirePerson(context.principal).id
  const row = await context.database.prisma.apiKey.create({
    data: {
      id: newId(),
      workspaceId,
      name,
      start: key.slice(0, 9),
      hash: tokenHash(key),
      scopes: [...new Set(input.scopes)],
      createdById,
    },
  })
  return { ...presentApiKey(row), key }
}

/** The keys that work, newest first. */
export async function listApiKeys(context: Context): Promise<ApiKeyView[]> {
  const workspaceId = requireWorkspace(context.principal, 'manage_api_keys')
  const rows = await context.database.prisma.apiKey.findMany({
    where: { workspaceId, revokedAt: null },
    orderBy: { createdAt: 'desc' },
  })
  return rows.map(presentApiKey)
}

/** Makes the key stop working, in open sockets and in the webhook endpoints that it made too. */
export async function revokeApiKey(context: Context, input: { id: string }): Promise<void> {
  const workspaceId = requireWorkspace(context.principal, 'manage_api_keys')
  await context.database.transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      where: { id: input.id, workspaceId, revokedAt: null },
      data: { revokedAt: context.now() },
    })
    if (count === 0) throw notFound('api_key_not_found', 'There is no such key, or it was revoked already.')
    await disableEndpointsOf(tx, { type: 'api_key', id: input.id, workspaceId })
    await context.database.notify('document_access', { apiKeyId: input.id }, tx)
  })
}

function presentApiKey({ id, name, start, scopes, createdAt, lastUsedAt }: ApiKeyView): ApiKeyView {
  return { id, name, start, scopes, createdAt, lastUsedAt }
}
