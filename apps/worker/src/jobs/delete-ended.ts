import type { Services } from '@quillwire/core'
import { BATCH, inBatches } from '@quillwire/database'
import type { Job } from './job.ts'

/** As long as other records are kept by default. Until then, an invitation link says that it has ended. */
const INVITATIONS_KEPT_DAYS = 30

/** Longer than a confirmation link can be pending: up to an hour until it is made, and an hour for which it works. */
const WISHES_KEPT_DAYS = 1

type Ending = 'sessions' | 'invitations' | 'verifications' | 'email_changes'

/**
 * Deletes what has expired and is of no more use. Better Auth deletes an expired session only when it is used again.
 * Those of browsers that never come back, and of programs that sign in for each run, would stay with their network
 * addresses.
 */
export function deleteEnded({ database }: Services): Job {
  const deleted = (table: Ending, end: string, keptDays: number) =>
    inBatches(
      database,
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM ${table} WHERE ${end} < now() - make_interval(days => $1::int) LIMIT ${BATCH})) RETURNING true`,
      keptDays,
    )
  return {
    name: 'delete-ended',
    cron: '47 * * * *',
    atMostSeconds: 600,
    run: async () => ({
      sessions: await deleted('sessions', 'expires_at', 0),
      mailedLinks: await deleted('verifications', 'expires_at', 0),
      addressesWanted: await deleted('email_changes', 'created_at', WISHES_KEPT_DAYS),
      invitations: await deleted('invitations', 'least(expires_at, revoked_at)', INVITATIONS_KEPT_DAYS),
    }),
  }
}
