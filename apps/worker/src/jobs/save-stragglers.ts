/**
 * Saves documents whose latest edits were logged but never saved in the reader's sense, because the sync server died in
 * between. Their text was safe all along; their title, counters and events follow now.
 */

import { type Services, SYSTEM_ACTOR } from '@quillwire/core'
import { loadDocument } from '@quillwire/core/documents/load-document'
import { saveDocument } from '@quillwire/core/documents/save-document'
import { endOfLog } from '@quillwire/core/documents/update-log'
import type { Logger } from '@quillwire/process'
import type { Job } from './job.ts'
import { setAside } from './set-aside.ts'

/** The sync server saves within ten seconds, so it will not save anything older. */
const QUIET_SECONDS = 30
const MAX_AT_ONCE = 200
/** How long rows are looked at: they first have to become quiet, and one with a lower number may commit later. */
const OVERLAP_MS = 180_000

export function saveStragglersJob(services: Services, log: Logger): Job {
  const aside = setAside(log, 'a document could not be saved', services.now)
  /** Where the log ended at each run that looked at everything, and when, by the database's clock. */
  let ends: { id: bigint; at: Date }[] = []

  /** Rows above this number are looked at: those of the last minutes or, after a start, all. */
  function since(now: Date): bigint {
    const past = ends.filter(({ at }) => now.getTime() - at.getTime() >= OVERLAP_MS)
    if (past.length > 1) ends = ends.slice(past.length - 1)
    return past.at(-1)?.id ?? 0n
  }

  return {
    name: 'save-stragglers',
    cron: '* * * * *',
    atMostSeconds: 300,
    async run() {
      let saved = 0
      const end = await endOfLog(services.database)
      const found = await stragglers(services, aside.documents(), since(end.at))
      for (const { id, seenAt } of found)
        try {
          if (await save(services, id, seenAt)) saved += 1
          else await markSaved(services, id, seenAt)
          aside.succeeded(id)
        } catch (error) {
          aside.failed(id, error)
        }
      // A full page may not be everything; then the next run begins where this one did.
      if (found.length < MAX_AT_ONCE) ends.push(end)
      return { documents: saved }
    },
  }
}

/** Looks only at rows above this number, so the number of documents and older rows does not matter. */
async function stragglers(
  { database }: Services,
  except: string[],
  since: bigint,
): Promise<{ id: string; seenAt: Date }[]> {
  const { rows } = await database.query<{ id: string; seenAt: Date }>(
    `SELECT u.document_id AS id, now() AS "seenAt"
       FROM (SELECT document_id, max(created_at) AS latest FROM document_updates
              WHERE id > $3::bigint GROUP BY document_id) AS u
       LEFT JOIN document_contents c ON c.document_id = u.document_id
      WHERE u.latest < now() - make_interval(secs => $1::int)
        AND (c.saved_at IS NULL OR u.latest > c.saved_at)
        AND u.document_id <> ALL ($2::uuid[])
      ORDER BY u.latest LIMIT ${MAX_AT_ONCE}`,
    [QUIET_SECONDS, except, since],
  )
  return rows
}

async function save(services: Services, documentId: string, at: Date): Promise<boolean> {
  const ydoc = await loadDocument(services.database, documentId)
  try {
    return await saveDocument(services, { documentId, ydoc, actor: SYSTEM_ACTOR, at })
  } finally {
    ydoc.destroy()
  }
}

/** Otherwise, an update that changed nothing would bring its document up every minute. */
async function markSaved({ database }: Services, documentId: string, seenAt: Date) {
  await database.query(
    'UPDATE document_contents SET saved_at = $2::timestamptz WHERE document_id = $1::uuid AND saved_at < $2::timestamptz',
    [documentId, seenAt],
  )
}
