import type { Services } from '@quillwire/core'
import { deleteUnusedFiles } from '@quillwire/core/files/unused-files'
import type { Job } from './job.ts'

/** What a file store that was away, or a process that was killed, has left of deleted documents and torn uploads. */
export function deleteUnusedFilesJob(services: Services): Job {
  return {
    name: 'delete-unused-files',
    cron: '57 * * * *',
    atMostSeconds: 1800,
    run: async () => ({ files: await deleteUnusedFiles(services) }),
  }
}
