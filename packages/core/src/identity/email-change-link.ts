/** The link that proves that the mail of a new address reaches the person who wants it. */
import { randomBytes } from 'node:crypto'
import { type Executor, newId } from '@quillwire/database'
import { LINK_MINUTES, TOKEN_BYTES, verificationIdentifier } from './reset-link.ts'

interface Wish {
  userId: string
  email: string
}

/**
 * Like `makeResetLink`. Null when this person no longer wants this address; `taken` when somebody has it, which only a
 * reader of that address's mail may be told.
 */
export async function makeEmailChangeLink(
  executor: Executor,
  { publicUrl, ...wish }: Wish & { publicUrl: string },
): Promise<string | 'taken' | null> {
  const { rows } = await executor.query<{ taken: boolean }>(
    `SELECT EXISTS (SELECT FROM users u WHERE u.email = c.email) AS taken
       FROM email_changes c WHERE c.user_id = $1::uuid AND c.email = $2`,
    [wish.userId, wish.email],
  )
  const [wanted] = rows
  if (!wanted) return null
  if (wanted.taken) return 'taken'
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  await executor.query(
    `INSERT INTO verifications (id, identifier, value, expires_at, updated_at)
     VALUES ($1::uuid, $2, $3, now() + make_interval(mins => ${LINK_MINUTES}), now())`,
    [newId(), identifierOf(wish, token), wish.userId],
  )
  return `${publicUrl}/confirm-email#${token}`
}

/** Whether the token was sent to this person at this address. Uses it up. */
export async function useEmailChangeToken(tx: Executor, wish: Wish, token: string): Promise<boolean> {
  const { rows } = await tx.query(
    'DELETE FROM verifications WHERE identifier = $1 AND value = $2 AND expires_at > now() RETURNING id',
    [identifierOf(wish, token), wish.userId],
  )
  return rows.length > 0
}

/** The address is part of it: a link sent to one address proves nothing about another. */
function identifierOf({ userId, email }: Wish, token: string): string {
  return verificationIdentifier(`change-email:${userId}:${email}:${token}`)
}
