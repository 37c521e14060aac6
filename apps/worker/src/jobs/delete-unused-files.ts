import type { Services } from '@quillwire/core'
import { deleteUnusedFiles } from '@quillwire/core/files/unused-files'
import type { Job } from './job.ts'

/** Deletes files that deleted documents and interrupted uploads left: the store was away, or a process was killed. */
export function deleteUnusedFilesJob(services: Services): Job {
  return {
    name: 'delete-unused-files',
    cron: '57 * * * *',
    atMostSeconds: 1800,
    run: async () => ({ files: await deleteUnusedFiles(services) }),
  }
}
