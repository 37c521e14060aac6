/**
 * Bytes in the file store and rows of `files` cannot be written in one transaction. Anything that has to be deleted
 * from the store, or will have to be unless a row follows, is therefore first noted in the database. A process that is
 * interrupted in between leaves a note, from which a job of the worker continues.
 */
import type { Executor } from '@quillwire/database'
import type { Services } from '../context.ts'
import { conflict } from '../errors.ts'

const AT_ONCE = 50
/** An upload that is not finished after this is considered dead. */
const UPLOAD_HOURS = 1
/** When the row is written, the note must have at least so many minutes left, which is longer than any transaction. */
const LEFT_MINUTES = 1
/** How long to wait before retrying what the store refused: it is left to the next run. */
const AGAIN_MINUTES = 30
/** The limit for one run. Even if many documents left files behind, the store is cleared within some hours. */
const MAX_BATCHES = 200

/** Call this before the bytes are put in the store. */
export async function noteUpload(executor: Executor, storageKey: string): Promise<void> {
  await executor.query(
    `INSERT INTO unused_files (storage_key, due_at) VALUES ($1, now() + make_interval(hours => ${UPLOAD_HOURS}))`,
    [storageKey],
  )
}

/**
 * Marks the bytes as used, in the transaction that writes the row of the upload.
 *
 * @throws `changed_meanwhile` when the upload took so long that the bytes may be about to be deleted.
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
 * Call this after a failure. The row may exist nevertheless, if the answer to the commit was lost; the note is then
 * gone, and the bytes stay. Waits for a transaction that is about to commit.
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

/** Notes the document's files, in the transaction that deletes it and before its rows go. Returns the keys. */
export async function noteFilesOf(tx: Executor, documentId: string): Promise<string[]> {
  const { rows } = await tx.query<{ key: string }>(
    `INSERT INTO unused_files (storage_key) SELECT storage_key FROM files WHERE document_id = $1::uuid
         ON CONFLICT (storage_key) DO UPDATE SET due_at = now()
     RETURNING storage_key AS key`,
    [documentId],
  )
  return rows.map(({ key }) => key)
}

/** Deletes the bytes at once, as far as the store allows. The job deletes any bytes and notes that are left. */
export async function deleteUnused(
  services: Pick<Services, 'database' | 'files'>,
  keys: readonly string[],
): Promise<void> {
  for (let from = 0; from < keys.length; from += AT_ONCE)
    await deleteBatch(services, keys.slice(from, from + AT_ONCE)).catch(() => undefined)
}

/**
 * Deletes what was left behind, and nothing that a row names. It may be interrupted, and several may run at once.
 *
 * @returns how many files were deleted.
 * @throws when the store refuses some, after deleting all it can. A later run tries those again.
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
    // The store refuses everything at the moment.
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

/** Returns the errors of those that were not deleted. */
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
