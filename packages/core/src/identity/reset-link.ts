/** The link with which a person chooses a new password. Better Auth checks the token in it. */
import { createHash, randomBytes } from 'node:crypto'
import { type Executor, newId } from '@quillwire/database'

/** How long a link of a mail about an account works. */
export const LINK_MINUTES = 60
export const TOKEN_BYTES = 24

/**
 * A link that works once, for an hour; null when nobody has the address. The link cannot be made from what is stored.
 *
 * The token comes after `#`, which browsers do not send, so it is in no log of ours or of a proxy.
 */
export async function makeResetLink(
  executor: Executor,
  { publicUrl, email }: { publicUrl: string; email: string },
): Promise<string | null> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url')
  // A concurrent change of the address ends all existing links. FOR SHARE ensures that none is added after that.
  const { rows } = await executor.query(
    `INSERT INTO verifications (id, identifier, value, expires_at, updated_at)
     SELECT $1::uuid, $2, id::text, now() + make_interval(mins => ${LINK_MINUTES}), now()
       FROM users WHERE email = $3 FOR SHARE
     RETURNING id`,
    [newId(), verificationIdentifier(`reset-password:${token}`), email.toLowerCase()],
  )
  return rows.length > 0 ? `${publicUrl}/reset-password#${token}` : null
}

/** The identifier under which Better Auth stores a secret that it has handed out. */
export function verificationIdentifier(identifier: string): string {
  return createHash('sha256').update(identifier).digest('base64url')
}
