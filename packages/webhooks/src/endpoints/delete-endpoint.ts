import { type Context, requireWorkspace } from '@quillwire/core'
import type { Executor } from '@quillwire/database'
import { BEFORE_ALL_IDS } from '../before-all-ids.ts'
import { endpointRow } from './endpoint-view.ts'

const BATCH = 5000

/**
 * Deletes the endpoint with its deliveries and their attempts. Those may be very many, so that they go in batches
 * before the endpoint itself; it is switched off first, and gets nothing new.
 */
export async function deleteEndpoint(context: Context, input: { id: string }): Promise<void> {
  const { database } = context
  const workspaceId = requireWorkspace(context.principal, 'manage_integrations')
  await endpointRow(database, workspaceId, input.id)
  await database.query(
    `UPDATE webhook_endpoints SET status = 'disabled', disabled_at = now() WHERE id = $1::uuid`,
    [input.id],
  )
  for (let last: string | null = BEFORE_ALL_IDS; last !== null; )
    last = await deleteBatch(database, input.id, last)
  await database.query('DELETE FROM webhook_endpoints WHERE id = $1::uuid', [input.id])
}

/**
 * Deletes what follows the delivery with this id, and returns the last that it deleted; null at the end. From the beginning
 * each batch would read past all that those before it deleted.
 */
async function deleteBatch(executor: Executor, endpointId: string, after: string): Promise<string | null> {
  const { rows } = await executor.query<{ last: string | null }>(
    `WITH deleted AS (
       DELETE FROM deliveries WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM deliveries WHERE endpoint_id = $1::uuid AND id > $2::uuid ORDER BY id LIMIT ${BATCH} FOR UPDATE))
       RETURNING id
     ), attempts AS (
       DELETE FROM delivery_attempts WHERE delivery_id IN (SELECT id FROM deleted)
     )
     SELECT max(id::text) AS last FROM deleted`,
    [endpointId, after],
  )
  return rows[0]?.last ?? null
}
