import type { Services } from '@quillwire/core'
import { deleteOldRecords } from '@quillwire/webhooks/upkeep'
import type { Job } from './job.ts'

export function deleteOldRecordsJob({ database, now }: Services): Job {
  return {
    name: 'delete-old-records',
    cron: '17 * * * *',
    atMostSeconds: 3600,
    run: async () => ({ ...(await deleteOldRecords(database, now())) }),
  }
}
