import type { Executor } from '@quillwire/database'
import { noteAccountMail } from './account-mail.ts'
import { endLinks } from './end-links.ts'

/** PostgreSQL's code for a unique key that is taken. */
const TAKEN = '23505'

interface Change {
  userId: string
  email: string
  /** Whether to tell the old address. */
  sendsMail: boolean
}

/**
 * Gives an account another address, in the caller's transaction. Links that were sent to the old one end. Sessions
 * continue, since they were opened with the password, which stays the same.
 *
 * @throws when somebody has the address: see `isTaken`
 */
export async function changeAddress(tx: Executor, { userId, email, sendsMail }: Change): Promise<void> {
  const { rows } = await tx.query<{ before: string }>(
    `UPDATE users u SET email = $2, updated_at = now()
       FROM (SELECT id, email FROM users WHERE id = $1::uuid FOR UPDATE) AS had
      WHERE u.id = had.id RETURNING had.email AS before`,
    [userId, email],
  )
  await endLinks(tx, userId)
  for (const { before } of rows)
    if (sendsMail) await noteAccountMail(tx, { kind: 'email_changed', email: before, userId })
}

/** Whether the error means that another account has the new address. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === TAKEN
}
