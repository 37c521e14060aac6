import { actorOf } from '@quillwire/core'
import { recordEvent } from '@quillwire/core/events/record-event'
import type { Executor } from '@quillwire/database'

export type DisabledReason = 'gone' | 'failing'

export interface DisabledEndpoint {
  id: string
  workspaceId: string
  url: string
  description: string
  reason: DisabledReason
  /** The e-mail addresses of the owners and admins of its workspace. */
  admins: string[]
}

/**
 * Stops deliveries to an endpoint and records `endpoint.disabled`, in the caller's transaction. What was pending stays
 * so, and goes out when an admin enables the endpoint again. Null where it was disabled or deleted already.
 */
export async function disableEndpoint(
  tx: Executor,
  endpointId: string,
  reason: DisabledReason,
): Promise<DisabledEndpoint | null> {
  const { rows } = await tx.query<{ id: string; workspace_id: string; url: string; description: string }>(
    `UPDATE webhook_endpoints
        SET status = 'disabled', disabled_reason = $2::text, disabled_at = now(), throttled_until = NULL,
            updated_at = now()
      WHERE id = $1::uuid AND status <> 'disabled'
     RETURNING id, workspace_id, url, description`,
    [endpointId, reason],
  )
  const row = rows[0]
  if (!row) return null
  const endpoint = { id: row.id, url: row.url, description: row.description }
  await recordEvent(tx, {
    workspaceId: row.workspace_id,
    type: 'endpoint.disabled',
    actor: actorOf({ type: 'system' }),
    data: { endpoint, reason },
  })
  return {
    ...endpoint,
    workspaceId: row.workspace_id,
    reason,
    admins: await adminsOf(tx, row.workspace_id),
  }
}

async function adminsOf(executor: Executor, workspaceId: string): Promise<string[]> {
  const { rows } = await executor.query<{ email: string }>(
    `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
      WHERE m.workspace_id = $1::uuid AND m.role IN ('owner', 'admin') ORDER BY u.email`,
    [workspaceId],
  )
  return rows.map(({ email }) => email)
}
