import type { Database } from '@quillwire/database'

/** Keeps a document from being saved; what is written into it goes to the log all the same. For tests. */
export async function lockSaves(database: Database, documentId: string): Promise<() => void> {
  return await new Promise<() => void>((ready) => {
    void database.transaction(async (tx) => {
      await tx.query('SELECT 1 FROM documents WHERE id = $1::uuid FOR NO KEY UPDATE', [documentId])
      await new Promise<void>((done) => ready(done))
    })
  })
}

/** How many saves wait for that lock. */
export async function savesWaiting(database: Database): Promise<number | undefined> {
  const { rows } = await database.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FOR NO KEY UPDATE%'`,
  )
  return rows[0]?.count
}

/** Keeps PostgreSQL from taking updates, as a slow disk would. Resolves with what ends it. For tests. */
export async function lockLog(database: Database): Promise<() => void> {
  return await new Promise<() => void>((ready) => {
    void database.transaction(async (tx) => {
      await tx.query('LOCK TABLE document_updates IN EXCLUSIVE MODE')
      await new Promise<void>((done) => ready(done))
    })
  })
}
