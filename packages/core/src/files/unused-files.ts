/**
 * Bytes in the file store and rows of `files` cannot be written in one transaction. What is to be deleted from the store, or
 * will be unless a row follows, is therefore noted in the database first: whoever is cut off in between leaves a note, by
 * which a job of the worker goes on.
 */
import type { Executor } from '@quillwire/database'
import type { Services } from '../context.ts'
import { conflict } from '../errors.ts'

const AT_ONCE = 50
/** An upload that is not done after this is taken for dead. */
const UPLOAD_HOURS = 1
/** In the transaction of a row the note must have so many minutes left, which no transaction lasts. */
const LEFT_MINUTES = 1
/** What the store refused is left to the run after this one. */
const AGAIN_MINUTES = 30
/** Of one run: a store that many documents left something in is cleared within some hours. */
const MAX_BATCHES = 200

/** Before the bytes are put. */
export async function noteUpload(executor: Executor, storageKey: string): Promise<void> {
  await executor.query(
    `INSERT INTO unused_files (storage_key, due_at) VALUES ($1, now() + make_interval(hours => ${UPLOAD_HOURS}))`,
    [storageKey],
  )
}

/**
 * In the transaction that writes the row of an upload: its bytes are in use.
 *
 * @throws `changed_meanwhile` where it took so long that they may be deleted at this moment.
 */
export async function useUpload(tx: Executor, storageKey: string): Promise<void> {
  const { rows } = await tx.query(
    `DELETE FROM unused_files
      WHERE storage_key = $1 AND due_at > now() + make_interval(mins => ${LEFT_MINUTES}) RETURNING storage_key`,
    [storageKey],
  )
  if (rows.length === 0) throw conflict('changed_meanwhile', 'The upload took too long. Try again.')
}

/**
 * After a fault. The row may be there all the same, where the commit was not heard of: then the note is gone, and the bytes
 * stay. Who is about to commit is waited for.
 */
export async function giveUpUpload(
  services: Pick<Services, 'database' | 'files'>,
  storageKey: string,
): Promise<void> {
  const isUnused = services.database
    .query('UPDATE unused_files SET due_at = now() WHERE storage_key = $1 RETURNING storage_key', [
      storageKey,
    ])
    .then(({ rows }) => rows.length > 0)
  if (await isUnused.catch(() => false)) await deleteUnused(services, [storageKey])
}

/** In the transaction that deletes the document, before its rows go. Returns the keys. */
export async function noteFilesOf(tx: Executor, documentId: string): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    `INSERT INTO unused_files (storage_key) SELECT storage_key FROM files WHERE document_id = $1::uuid
         ON CONFLICT (storage_key) DO UPDATE SET due_at = now()
     RETURNING storage_key AS key`,
    [documentId],
  )
  return rows.map(({ key }) => key)
}

/** At once, as far as the store does it. What is left, of the bytes or of the notes, is the job's. */
export async function deleteUnused(
  services: Pick<Services, 'database' | 'files'>,
  keys: readonly string[],
): Promise<void> {
  for (let from = 0; from < keys.length; from += AT_ONCE)
    await deleteBatch(services, keys.slice(from, from + AT_ONCE)).catch(() => undefined)
}

/**
 * Deletes what was left behind, and nothing that a row names. Safe to be cut off, and to be run by several.
 *
 * @returns how many files were deleted.
 * @throws after all that it could do, where the store refuses some; they are tried again by a later run.
 */
export async function deleteUnusedFiles(services: Pick<Services, 'database' | 'files'>): Promise<number> {
  let deleted = 0
  const refused: unknown[] = []
  await services.database.query(
    'DELETE FROM unused_files u USING files f WHERE f.storage_key = u.storage_key AND u.due_at <= now()',
  )
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const keys = await dueKeys(services.database)
    if (keys.length === 0) break
    const errors = await deleteBatch(services, keys)
    deleted += keys.length - errors.length
    refused.push(...errors)
    // It takes nothing at the moment.
    if (errors.length === keys.length) break
  }
  if (refused.length > 0)
    throw new Error(
      `The file store deleted ${deleted} unused files and refused ${refused.length}; those are tried again.`,
      { cause: refused[0] },
    )
  return deleted
}

async function dueKeys(executor: Executor): Promise<string[]> {
  const { rows } = await executor.query<{ key: string }>(
    `SELECT storage_key AS key FROM unused_files u
      WHERE due_at <= now() AND NOT EXISTS (SELECT FROM files f WHERE f.storage_key = u.storage_key)
      ORDER BY due_at LIMIT ${AT_ONCE}`,
  )
  return rows.map(({ key }) => key)
}

/** Returns why some were not deleted. */
async function deleteBatch(
  { database, files }: Pick<Services, 'database' | 'files'>,
  keys: readonly string[],
): Promise<unknown[]> {
  const results = await Promise.allSettled(keys.map((key) => files.delete(key)))
  const gone = keys.filter((_, index) => results[index]?.status === 'fulfilled')
  await database.query('DELETE FROM unused_files WHERE storage_key = ANY ($1)', [gone])
  await database.query(
    `UPDATE unused_files SET due_at = now() + make_interval(mins => ${AGAIN_MINUTES}) WHERE storage_key = ANY ($1)`,
    [keys.filter((key) => !gone.includes(key))],
  )
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
}
