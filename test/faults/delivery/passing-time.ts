/** Does at once what the passing of time would do, so that a round takes seconds. */
import type { Database } from '@quillwire/database'

/** A lease outlives its endpoint's timeout by 20 s (see claim-deliveries.ts). The endpoints here have 1 s. */
const LEASE_SECONDS = 21

/** Ends the leases that were taken at least this many seconds ago. */
export async function endLeases(database: Database, workspaceId: string, secondsAgo: number): Promise<void> {
  await database.query(
    `WITH ended AS (
       UPDATE deliveries d SET leased_until = now()
         FROM webhook_endpoints e
        WHERE e.id = d.endpoint_id AND e.workspace_id = $1::uuid AND d.status = 'pending'
          AND d.leased_until <= now() + make_interval(secs => ${LEASE_SECONDS} - $2::int))
     SELECT pg_notify('delivery_ready', '{}')::text`,
    [workspaceId, secondsAgo],
  )
}

/** Takes this many seconds off every lease, without a notification. */
export async function shortenLeases(database: Database, workspaceId: string, seconds: number): Promise<void> {
  await database.query(
    `UPDATE deliveries d SET leased_until = leased_until - make_interval(secs => $2::int)
       FROM webhook_endpoints e
      WHERE e.id = d.endpoint_id AND e.workspace_id = $1::uuid AND d.leased_until IS NOT NULL`,
    [workspaceId, seconds],
  )
}

/** Lets every open circuit be probed. */
export async function endPauses(database: Database, workspaceId: string): Promise<void> {
  await database.query(
    `WITH tried AS (
       UPDATE webhook_endpoints SET probe_at = now() WHERE workspace_id = $1::uuid AND probe_at > now())
     SELECT pg_notify('delivery_ready', '{}')::text`,
    [workspaceId],
  )
}

/** Throws while something is still to be delivered. */
export async function requireAllDelivered(database: Database, workspaceId: string): Promise<void> {
  const { rows } = await database.query<{ name: string; pending: number; held: number }>(
    `SELECT e.description AS name, count(*)::int AS pending,
            count(*) FILTER (WHERE d.leased_until > now())::int AS held
       FROM webhook_endpoints e JOIN deliveries d ON d.endpoint_id = e.id
      WHERE e.workspace_id = $1::uuid AND d.status = 'pending'
      GROUP BY e.id`,
    [workspaceId],
  )
  if (rows.length > 0) throw new Error(`Still to be delivered: ${JSON.stringify(rows)}`)
}
