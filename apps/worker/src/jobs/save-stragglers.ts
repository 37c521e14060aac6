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
/** Runs overlap by so much: a run may be late, and a document may have been written to all the time. */
const OVERLAP_SECONDS = 600

export function saveStragglersJob(services: Services, log: Logger): Job {
  /** Documents that could not be saved, so that they do not stand in the way of others; tried again after a restart. */
  const hopeless = new Set<string>()
  /** Until when everything has been looked at, by the database's clock. */
  let lookedUntil: Date | null = null
  return {
    name: 'save-stragglers',
    cron: '* * * * *',
    atMostSeconds: 300,
    async run() {
      let saved = 0
      const found = await stragglers(services, [...hopeless], lookedUntil)
      // A full page may not be the whole: the next run begins where this one did.
      if (found.length < MOST_AT_ONCE) lookedUntil = found[0]?.seenAt ?? services.now()
      for (const { id, seenAt } of found)
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

/**
 * Of the rows since the last run only: how many documents there are makes no difference. The first run after a start
 * looks at the whole log.
 */
async function stragglers(
  { database }: Services,
  except: string[],
  since: Date | null,
): Promise<{ id: string; seenAt: Date }[]> {
  const { rows } = await database.query<{ id: string; seenAt: Date }>(
    `SELECT u.document_id AS id, now() AS "seenAt"
       FROM (SELECT document_id, max(created_at) AS latest FROM document_updates
              WHERE created_at > coalesce($3::timestamptz - make_interval(secs => ${OVERLAP_SECONDS}), '-infinity')
              GROUP BY document_id) AS u
       LEFT JOIN document_contents c ON c.document_id = u.document_id
      WHERE u.latest < now() - make_interval(secs => $1::int)
        AND (c.saved_at IS NULL OR u.latest > c.saved_at)
        AND u.document_id <> ALL ($2::uuid[])
      ORDER BY u.latest LIMIT ${MOST_AT_ONCE}`,
    [QUIET_SECONDS, except, since],
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
