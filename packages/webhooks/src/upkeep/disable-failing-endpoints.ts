import type { Database, Executor } from '@quillwire/database'
import { type DisabledEndpoint, disableEndpoint } from '../endpoints/disable-endpoint.ts'

const FAILING_DAYS = 5

export interface FailedEndpoint extends DisabledEndpoint {
  failingSince: Date
}

/**
 * Disables the endpoints at which no attempt has succeeded for five days, provided that one failed after those days: an
 * endpoint that failed once and then had nothing to receive is not given up.
 *
 * @param tell called in the transaction that disables an endpoint, so that nobody is told of what was rolled back
 */
export async function disableFailingEndpoints(
  database: Database,
  tell: (tx: Executor, endpoint: FailedEndpoint) => Promise<void>,
  days = FAILING_DAYS,
): Promise<number> {
  const { rows } = await database.query<{ id: string; failing_since: Date }>(
    `SELECT id, failing_since FROM webhook_endpoints
      WHERE status = 'active' AND failing_since < now() - make_interval(days => $1::int)
        AND last_failure_at > failing_since + make_interval(days => $1::int)`,
    [days],
  )
  let disabled = 0
  for (const { id, failing_since: failingSince } of rows)
    await database.sqlTransaction(async (tx) => {
      const endpoint = await disableEndpoint(tx, id, 'failing')
      if (!endpoint) return
      await tell(tx, { ...endpoint, failingSince })
      disabled += 1
    })
  return disabled
}
