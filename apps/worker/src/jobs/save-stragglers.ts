/**
 * Saves documents whose latest edits were logged but never saved in the reader's sense, because the sync server died
 * in between. Their text was safe all the time; now their title, search row and events follow.
 */
import type { Logger } from '@quillwire/config'
import type { Services } from '@quillwire/core'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { saveDocument } from '@quillwire/core/documents/save-document'
import type { Job } from './job.ts'

/** The sync server saves within ten seconds; whatever is older is not on its way any more. */
const QUIET_SECONDS = 30
const MOST_AT_ONCE = 200

export function saveStragglersJob(services: Services, log: Logger): Job {
  /** Documents that could not be saved, so that they do not stand in the way of others; tried again after a restart. */
  const hopeless = new Set<string>()
  return {
    name: 'save-stragglers',
    cron: '* * * * *',
    atMostSeconds: 300,
    async run() {
      let saved = 0
      for (const { id, seenAt } of await stragglers(services, [...hopeless]))
        try {
          if (await save(services, id)) saved += 1
          else await markSaved(services, id, seenAt)
        } catch (error) {
          hopeless.add(id)
          log.error({ err: error, document: id }, 'a document could not be saved')
        }
      return { documents: saved }
    },
  }
}

async function stragglers({ database }: Services, except: string[]): Promise<{ id: string; seenAt: Date }[]> {
  const { rows } = await database.query<{ id: string; seenAt: Date }>(
    `SELECT d.id, now() AS "seenAt"
       FROM documents d
       LEFT JOIN document_contents c ON c.document_id = d.id
      CROSS JOIN LATERAL (
        SELECT created_at FROM document_updates WHERE document_id = d.id ORDER BY id DESC LIMIT 1) latest
      WHERE latest.created_at < now() - make_interval(secs => $1::int)
        AND (c.saved_at IS NULL OR latest.created_at > c.saved_at)
        AND d.id <> ALL ($2::uuid[])
      ORDER BY latest.created_at LIMIT ${MOST_AT_ONCE}`,
    [QUIET_SECONDS, except],
  )
  return rows
}

async function save(services: Services, documentId: string): Promise<boolean> {
  const ydoc = await loadDocument(services.database, documentId)
  try {
    const actor = { type: 'system' as const, id: null, name: 'Quillwire' }
    return await saveDocument(services, { documentId, ydoc, actor })
  } finally {
    ydoc.destroy()
  }
}

/** An update that changed nothing would make its document come up every minute. */
async function markSaved({ database }: Services, documentId: string, seenAt: Date) {
  await database.query(
    'UPDATE document_contents SET saved_at = $2::timestamptz WHERE document_id = $1::uuid AND saved_at < $2::timestamptz',
    [documentId, seenAt],
  )
}
