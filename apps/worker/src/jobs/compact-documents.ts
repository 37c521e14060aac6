/** Keeps logs short: long or old parts of them go into snapshots and into the packed history. */

import type { Services } from '@quillwire/core'
import { endOfLog } from '@quillwire/core/documents/update-log'
import { compactDocument } from '@quillwire/core/history/compact-document'
import { type CompactionThresholds, findCompactable } from '@quillwire/core/history/find-compactable'
import type { Logger } from '@quillwire/process'
import type { Job } from './job.ts'
import { setAside } from './set-aside.ts'

export interface CompactionWatch {
  compacted(rows: number, durationMs: number): void
}

export function compactDocumentsJob(
  { database, now }: Services,
  thresholds: CompactionThresholds,
  log: Logger,
  watch: CompactionWatch,
  mostAtOnce = 500,
): Job {
  const aside = setAside(log, 'a document could not be compacted and was left as it is', now)
  /** The end of the part of the log that has been searched. After a start, none has been. */
  let since = 0n

  async function compact(documentId: string): Promise<number> {
    let rows = 0
    for (;;) {
      const start = performance.now()
      const merged = await compactDocument(database, documentId)
      if (merged === 0) return rows
      rows += merged
      watch.compacted(merged, performance.now() - start)
    }
  }

  return {
    name: 'compact-documents',
    cron: '*/5 * * * *',
    atMostSeconds: 1800,
    async run() {
      const end = await endOfLog(database)
      const found = await findCompactable(database, thresholds, {
        since,
        except: aside.documents(),
        limit: mostAtOnce,
      })
      let [documents, rows] = [0, 0]
      for (const documentId of found)
        try {
          const merged = await compact(documentId)
          aside.succeeded(documentId)
          if (merged > 0) documents += 1
          rows += merged
        } catch (error) {
          aside.failed(documentId, error)
        }
      // A full page may not be everything, so the next run searches the same part again.
      if (found.length < mostAtOnce) since = end.id
      return { documents, rows }
    },
  }
}
