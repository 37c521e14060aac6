import type { Executor } from '@quillwire/database'
import type { Maker } from '../access/maker-in-sql.ts'
import { SYSTEM_ACTOR } from '../access/principal.ts'
import { recordEvent } from './record-event.ts'

/**
 * `gone`: it answered 410. `failing`: for five days without a success. `owner_gone`: nobody answers for it any more.
 * `secret_lost`: the server could no longer read what it signed with.
 */
export type DisabledReason = 'gone' | 'failing' | 'owner_gone' | 'secret_lost'

export interface DisabledEndpointRow {
  id: string
  workspaceId: string
  url: string
  description: string
}

type EndpointOwner = Pick<Maker, 'type' | 'id'>

/** Stops deliveries to an endpoint, in the caller's transaction. Null when it was disabled or deleted already. */
export async function disableEndpointById(
  tx: Executor,
  endpointId: string,
  reason: DisabledReason,
): Promise<DisabledEndpointRow | null> {
  const [disabled] = await disable(tx, 'id = $2::uuid', [reason, endpointId])
  return disabled ?? null
}

/**
 * Stops deliveries to the endpoints of a person or key that may no longer manage them, in the same transaction: what
 * they set up must not keep sending documents out. An admin who enables an endpoint answers for it from then on.
 */
export async function disableEndpointsOf(
  tx: Executor,
  workspaceId: string,
  owners: readonly EndpointOwner[],
): Promise<void> {
  const which = `id = ANY ($2::uuid[])`
  const values = ['owner_gone', await lockEndpointsOf(tx, workspaceId, owners)] as const
  // Endpoints that were disabled for another reason get this reason too. Whoever enables one learns of it, and then
  // answers for the endpoint.
  await tx.query(
    `UPDATE webhook_endpoints SET disabled_reason = $1::text, updated_at = now()
      WHERE status = 'disabled' AND kind = 'webhook' AND ${which}`,
    values,
  )
  await disable(tx, which, values)
}

/** Locks them in the order of their ids, as workers do when they record the outcomes of many deliveries. */
async function lockEndpointsOf(
  tx: Executor,
  workspaceId: string,
  owners: readonly EndpointOwner[],
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `SELECT id FROM webhook_endpoints
      WHERE workspace_id = $1::uuid AND kind = 'webhook'
        AND (created_by_type, created_by_id) IN (SELECT * FROM unnest($2::text[], $3::uuid[]))
      ORDER BY id FOR NO KEY UPDATE`,
    [workspaceId, owners.map(({ type }) => type), owners.map(({ id }) => id)],
  )
  return rows.map(({ id }) => id)
}

/**
 * Records `endpoint.disabled` for each and notifies open pages. Pending deliveries stay pending, and go out when an
 * admin enables the endpoint again.
 */
async function disable(
  tx: Executor,
  which: string,
  values: readonly [reason: DisabledReason, ...unknown[]],
): Promise<DisabledEndpointRow[]> {
  const { rows } = await tx.query<DisabledEndpointRow>(
    `UPDATE webhook_endpoints
        SET status = 'disabled', disabled_reason = $1::text, disabled_at = now(), throttled_until = NULL,
            updated_at = now()
      WHERE status <> 'disabled' AND kind = 'webhook' AND ${which}
     RETURNING id, workspace_id AS "workspaceId", url, description,
               pg_notify('endpoint_changed', json_build_object('endpointId', id)::text)::text,
               pg_notify('delivery_changed', json_build_object('endpointId', id)::text)::text`,
    values,
  )
  for (const { id, workspaceId, url, description } of rows)
    await recordEvent(tx, {
      workspaceId,
      type: 'endpoint.disabled',
      actor: SYSTEM_ACTOR,
      data: { endpoint: { id, url, description }, reason: values[0] },
    })
  return rows
}
