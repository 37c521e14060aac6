import type { Services } from '@quillwire/core'
import type { Job } from './job.ts'

/** As long as what else happened: until then a link that is opened says that it has ended. */
const INVITATIONS_KEPT_DAYS = 30

/**
 * Deletes what has ended by itself and is of no use any more. Of sessions only one that is shown again would go: those of
 * browsers that never come back, and of programs that sign in for each run, would stay, with their network addresses.
 */
export function deleteEnded({ database }: Services): Job {
  const deleted = async (sql: string, values: unknown[] = []) => {
    const { rows } = await database.query<{ count: number }>(
      `WITH deleted AS (${sql} RETURNING id) SELECT count(*)::int AS count FROM deleted`,
      values,
    )
    return rows[0]?.count ?? 0
  }
  return {
    name: 'delete-ended',
    cron: '47 * * * *',
    atMostSeconds: 600,
    run: async () => ({
      sessions: await deleted('DELETE FROM sessions WHERE expires_at < now()'),
      invitations: await deleted(
        `DELETE FROM invitations WHERE least(expires_at, revoked_at) < now() - make_interval(days => $1::int)`,
        [INVITATIONS_KEPT_DAYS],
      ),
    }),
  }
}
