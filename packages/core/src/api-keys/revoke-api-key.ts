import { NOBODY } from '../access/nobody.ts'
import { takeRights } from '../access/require-still.ts'
import { requireWorkspace } from '../access/require-workspace.ts'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { disableEndpointsOf } from '../events/disable-endpoints.ts'
import { handOverDocuments } from '../leaving/hand-over-documents.ts'
import { NOBODY_ELSES } from '../leaving/left-behind.ts'

/**
 * Makes the key stop working for good, including in open sockets, and disables the webhook endpoints that it made.
 * Documents that nobody and nothing else could edit go to an owner of the workspace.
 */
export async function revokeApiKey(context: Context, input: { id: string }): Promise<void> {
  const workspaceId = requireWorkspace(context.principal, 'manage_api_keys')
  await context.database.transaction(async (tx) => {
    await takeRights(tx, workspaceId)
    const { count } = await tx.apiKey.updateMany({
      where: { id: input.id, workspaceId, OR: [{ revokedAt: null }, { makerGone: true }] },
      data: { revokedAt: context.now(), makerGone: false },
    })
    if (count === 0) throw notFound('api_key_not_found', 'There is no such key, or it was revoked already.')
    const { rows } = await tx.query<{ id: string }>(
      `SELECT d.id FROM documents d
        WHERE d.workspace_id = $1::uuid AND d.created_by_type = 'api_key' AND d.created_by_id = $3::uuid AND ${NOBODY_ELSES}`,
      [workspaceId, NOBODY, input.id],
    )
    await handOverDocuments(context, tx, { workspaceId, documentIds: rows.map(({ id }) => id) })
    await disableEndpointsOf(tx, workspaceId, [{ type: 'api_key', id: input.id }])
    await context.database.notify('document_access', { apiKeyId: input.id }, tx)
  })
}
