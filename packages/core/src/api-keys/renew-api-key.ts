import { requireStill } from '../access/require-still.ts'
import { requirePerson, requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { conflict, notFound } from '../errors.ts'
import { newToken } from '../secrets/seal.ts'
import { type ApiKeyView, presentApiKey } from './api-key-view.ts'
import { storedKey } from './create-api-key.ts'

/**
 * Gives a key that ended with its maker a new value, which only this result contains. The key keeps its scopes and what
 * it made, and whoever renews it answers for it. Its endpoints stay disabled until an admin enables them.
 *
 * @throws `api_key_not_found`, `api_key_works`
 */
export async function renewApiKey(
  context: Context,
  { id }: { id: string },
): Promise<ApiKeyView & { key: string }> {
  requireWorkspace(context.principal, 'manage_api_keys')
  const person = requirePerson(context.principal)
  const key = newToken('qw_')
  const row = await context.database.transaction(async (tx) => {
    const workspaceId = await requireStill(tx, context.principal, 'manage_api_keys')
    // Of two admins who renew it at once, the second is told that it works.
    await tx.query('SELECT FROM api_keys WHERE id = $1::uuid FOR NO KEY UPDATE', [id])
    const found = await tx.apiKey.findFirst({
      where: { id, workspaceId, OR: [{ revokedAt: null }, { makerGone: true }] },
    })
    if (!found) throw notFound('api_key_not_found', 'There is no such key, or it was revoked.')
    if (!found.revokedAt)
      throw conflict(
        'api_key_works',
        'This key works. Make another one, and revoke this one when nothing uses it.',
      )
    return await tx.apiKey.update({
      where: { id },
      data: { ...storedKey(key), createdById: person.id, revokedAt: null, makerGone: false },
    })
  })
  return { ...presentApiKey(row, { name: person.name, gone: false }), key }
}
