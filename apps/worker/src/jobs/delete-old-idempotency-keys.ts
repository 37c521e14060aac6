import type { Services } from '@quillwire/core'
import { BATCH, inBatches } from '@quillwire/database'
import type { Job } from './job.ts'

/** A repeated request comes soon or never. */
const KEPT_HOURS = 24

export function deleteOldIdempotencyKeys({ database }: Services): Job {
  return {
    name: 'delete-old-idempotency-keys',
    cron: '37 * * * *',
    atMostSeconds: 600,
    // An integration that writes without pause leaves hundreds of thousands of keys an hour.
    run: async () => ({
      keys: await inBatches(
        database,
        `DELETE FROM idempotent_requests WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM idempotent_requests WHERE created_at < now() - make_interval(hours => $1::int)
            ORDER BY created_at LIMIT ${BATCH})) RETURNING id`,
        KEPT_HOURS,
      ),
    }),
  }
}
