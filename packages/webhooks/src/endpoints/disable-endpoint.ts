import {
  type DisabledEndpointRow,
  type DisabledReason,
  disableEndpointById,
} from '@quillwire/core/events/disable-endpoints'
import type { Executor } from '@quillwire/database'

export type { DisabledReason }

export interface DisabledEndpoint extends DisabledEndpointRow {
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
  const row = await disableEndpointById(tx, endpointId, reason)
  return row && { ...row, reason, admins: await adminsOf(tx, row.workspaceId) }
}

async function adminsOf(executor: Executor, workspaceId: string): Promise<string[]> {
  const { rows } = await executor.query<{ email: string }>(
    `SELECT u.email FROM members m JOIN users u ON u.id = m.user_id
      WHERE m.workspace_id = $1::uuid AND m.role IN ('owner', 'admin') ORDER BY u.email`,
    [workspaceId],
  )
  return rows.map(({ email }) => email)
}
