import { newId } from '@quillwire/database'
import { isSeen, oneLine } from '@quillwire/editor'
import type { ApiKeyScope } from '../access/principal.ts'
import { requireStill } from '../access/require-still.ts'
import { requirePerson, requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { newToken, tokenHash } from '../secrets/seal.ts'
import { type ApiKeyView, presentApiKey } from './api-key-view.ts'

/** What is stored of a key. The key cannot be used from it. */
export function storedKey(key: string) {
  return { start: key.slice(0, 9), hash: tokenHash(key) }
}

/** Makes a key for the workspace. Only this result contains the key itself. */
export async function createApiKey(
  context: Context,
  input: { name: string; scopes: ApiKeyScope[] },
): Promise<ApiKeyView & { key: string }> {
  requireWorkspace(context.principal, 'manage_api_keys')
  const name = oneLine(input.name)
  if (!isSeen(name))
    throw invalid('name_missing', 'Give the key a name that says what it is for.', { field: 'name' })
  const key = newToken('qw_')
  const person = requirePerson(context.principal)
  const row = await context.database.transaction(async (tx) => {
    const workspaceId = await requireStill(tx, context.principal, 'manage_api_keys')
    return await tx.apiKey.create({
      data: {
        id: newId(),
        workspaceId,
        name,
        ...storedKey(key),
        scopes: [...new Set(input.scopes)],
        createdById: person.id,
      },
    })
  })
  return { ...presentApiKey(row, { name: person.name, gone: false }), key }
}
