import { takeRights } from '../access/require-still.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { disableEndpointsOf } from '../events/disable-endpoints.ts'

/** Makes the key stop working, in open sockets and in the webhook endpoints that it made too. */
export async function revokeApiKey(context: Context, input: { id: string }): Promise<void> {
  const workspaceId = requireWorkspace(context.principal, 'manage_api_keys')
  await context.database.transaction(async (tx) => {
    await takeRights(tx, workspaceId)
    const { count } = await tx.apiKey.updateMany({
      where: { id: input.id, workspaceId, revokedAt: null },
      data: { revokedAt: context.now() },
    })
    if (count === 0) throw notFound('api_key_not_found', 'There is no such key, or it was revoked already.')
    await disableEndpointsOf(tx, { type: 'api_key', id: input.id, workspaceId })
    await context.database.notify('document_access', { apiKeyId: input.id }, tx)
  })
}
