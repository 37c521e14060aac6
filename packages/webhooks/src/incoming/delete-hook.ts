import type { Context } from '@quillwire/core'
import { inBatchesOf } from '../in-batches-of.ts'
import { revokeHook } from './revoke-hook.ts'

const BATCH = 5000

/** Deletes the hook with its log. That may be long, so it goes in batches. What the hook wrote stays. */
export async function deleteHook(context: Context, input: { id: string }): Promise<void> {
  const { database } = context
  await revokeHook(context, input)
  await inBatchesOf(
    database,
    `WITH deleted AS (
       DELETE FROM incoming_calls WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM incoming_calls WHERE hook_id = $1::uuid AND id > $2::uuid ORDER BY id LIMIT ${BATCH}))
       RETURNING id)
     SELECT max(id::text) AS last FROM deleted`,
    input.id,
  )
  await database.query('DELETE FROM incoming_hooks WHERE id = $1::uuid', [input.id])
}
