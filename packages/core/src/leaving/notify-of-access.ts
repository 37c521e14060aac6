import type { Executor } from '@quillwire/database'

/** Makes open connections to these documents check their rights again when the transaction commits. */
export async function notifyOfAccess(tx: Executor, documentIds: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT pg_notify('document_access', json_build_object('documentId', id)::text)::text
       FROM unnest($1::uuid[]) AS changed (id)`,
    [documentIds],
  )
}
