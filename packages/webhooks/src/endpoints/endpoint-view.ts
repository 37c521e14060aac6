import { notFound } from '@quillwire/core/errors'
import type { Executor } from '@quillwire/database'

/** An endpoint as the outside sees it. Its secret is asked for separately. */
export interface EndpointView {
  id: string
  url: string
  description: string
  eventTypes: string[]
  headers: Record<string, string>
  status: 'active' | 'paused' | 'disabled'
  disabledReason: string | null
  timeoutMs: number
  retrySchedule: number[]
  createdAt: Date
  updatedAt: Date
  lastSuccessAt: Date | null
  /** Since when no attempt has succeeded; null while they do. */
  failingSince: Date | null
}

export interface EndpointRow extends EndpointView {
  secretSealed: string
}

/** The columns of `webhook_endpoints`, named as the view names them. */
const columns = `id, url, description, event_types AS "eventTypes", headers, status,
  disabled_reason AS "disabledReason", timeout_ms AS "timeoutMs", retry_schedule AS "retrySchedule",
  created_at AS "createdAt", updated_at AS "updatedAt", last_success_at AS "lastSuccessAt",
  failing_since AS "failingSince", secret_sealed AS "secretSealed"`

/** The endpoints of a workspace, oldest first. */
export async function endpointRows(executor: Executor, workspaceId: string): Promise<EndpointRow[]> {
  const { rows } = await executor.query<EndpointRow>(
    `SELECT ${columns} FROM webhook_endpoints WHERE workspace_id = $1::uuid ORDER BY id`,
    [workspaceId],
  )
  return rows
}

/** An endpoint of the workspace; throws `endpoint_not_found`. */
export async function endpointRow(
  executor: Executor,
  workspaceId: string,
  id: string,
  lock: '' | 'FOR UPDATE' = '',
): Promise<EndpointRow> {
  const { rows } = await executor.query<EndpointRow>(
    `SELECT ${columns} FROM webhook_endpoints WHERE id = $1::uuid AND workspace_id = $2::uuid ${lock}`,
    [id, workspaceId],
  )
  const row = rows[0]
  if (!row) throw notFound('endpoint_not_found', 'There is no such webhook endpoint in this workspace.')
  return row
}

export function presentEndpoint({ secretSealed: _, ...view }: EndpointRow): EndpointView {
  return view
}
