import type { Database } from '@quillwire/database'

/** Keeps PostgreSQL from taking updates, as a slow disk would; resolves when it does, with how it ends. For tests. */
export async function lockLog(database: Database): Promise<() => void> {
  return await new Promise<() => void>((ready) => {
    void database.transaction(async (tx) => {
      await tx.query('LOCK TABLE document_updates IN EXCLUSIVE MODE')
      await new Promise<void>((done) => ready(done))
    })
  })
}
