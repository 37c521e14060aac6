import type { Executor } from '@quillwire/database'

/** Ends the links that were sent for an account, and a pending change of its address. */
export async function endLinks(tx: Executor, userId: string): Promise<void> {
  await tx.query('DELETE FROM email_changes WHERE user_id = $1::uuid', [userId])
  await tx.query('DELETE FROM verifications WHERE value = $1', [userId])
}
