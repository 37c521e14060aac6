import type { Services } from '@quillwire/core'
import type { Job } from './job.ts'

/** A repeat of a request comes soon or never. */
const KEPT_HOURS = 24

export function deleteOldIdempotencyKeys({ database }: Services): Job {
  return {
    name: 'delete-old-idempotency-keys',
    cron: '37 * * * *',
    atMostSeconds: 600,
    async run() {
      // Counted there: an integrator that writes without a pause leaves hundreds of thousands an hour.
      const { rows } = await database.query<{ keys: number }>(
        `WITH deleted AS (
           DELETE FROM idempotent_requests WHERE created_at < now() - make_interval(hours => $1::int) RETURNING id)
         SELECT count(*)::int AS keys FROM deleted`,
        [KEPT_HOURS],
      )
      return { keys: rows[0]?.keys ?? 0 }
    },
  }
}
