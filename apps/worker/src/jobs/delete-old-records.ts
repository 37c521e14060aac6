import type { Services } from '@quillwire/core'
import { deleteOldRecords } from '@quillwire/webhooks/upkeep'
import type { Job } from './job.ts'

/** Age is measured by the database's clock. A worker with a wrong clock would delete records that must be kept. */
export function deleteOldRecordsJob({ database }: Services, days?: number): Job {
  return {
    name: 'delete-old-records',
    cron: '17 * * * *',
    atMostSeconds: 3600,
    async run() {
      const { rows } = await database.query<{ now: Date }>('SELECT now()')
      return rows[0] ? { ...(await deleteOldRecords(database, rows[0].now, days)) } : {}
    },
  }
}
