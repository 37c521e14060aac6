/** Keeps logs short: what is long or old in them goes into snapshots, and into the packed history. */
import type { Logger } from '@quillwire/config'
import type { Services } from '@quillwire/core'
import { compactDocument } from '@quillwire/core/history/compact-document'
import { type CompactionThresholds, findCompactable } from '@quillwire/core/history/find-compactable'
import type { Job } from './job.ts'

const MOST_AT_ONCE = 500

export interface CompactionWatch {
  compacted(rows: number, durationMs: number): void
}

export function compactDocumentsJob(
  { database }: Services,
  thresholds: CompactionThresholds,
  log: Logger,
  watch: CompactionWatch,
): Job {
  /** Documents that could not be compacted: looked at again after a restart, and in nobody's way until then. */
  const damaged = new Set<string>()
  return {
    name: 'compact-documents',
    cron: '*/5 * * * *',
    atMostSeconds: 1800,
    async run() {
      let rows = 0
      let documents = 0
      for (const documentId of await findCompactable(database, thresholds, MOST_AT_ONCE)) {
        if (damaged.has(documentId)) continue
        try {
          documents += 1
          for (;;) {
            const start = performance.now()
            const merged = await compactDocument(database, documentId)
            if (merged === 0) break
            rows += merged
            watch.compacted(merged, performance.now() - start)
          }
        } catch (error) {
          damaged.add(documentId)
          log.error({ err: error, documentId }, 'a document could not be compacted and was left as it is')
        }
      }
      return { documents, rows }
    },
  }
}
