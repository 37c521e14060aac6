/** Mail to people about their accounts: noted by whoever has cause to, with the cause, and taken by a worker. */
import { type Database, type Executor, newId } from '@quillwire/database'

/** Of another address: the link for it, and what the old one is told when it is asked for and when it has come. */
const kinds = [
  'password_reset',
  'password_changed',
  'email_change',
  'email_change_asked',
  'email_changed',
] as const

export interface AccountMail {
  kind: (typeof kinds)[number]
  email: string
  /** Whose account it is about, where that has, or will have, another address. */
  userId?: string | null
  /** When there was cause for it. */
  createdAt: Date
}

const AT_ONCE = 100

/** Notes a mail; in a transaction it goes out when that commits. */
export async function noteAccountMail(
  executor: Executor,
  { kind, email, userId }: Omit<AccountMail, 'createdAt'>,
): Promise<void> {
  await executor.query(
    `WITH noted AS (INSERT INTO account_mails (id, kind, email, user_id) VALUES ($1::uuid, $2, $3, $4::uuid))
     SELECT pg_notify('account_mail', '{}')::text`,
    [newId(), kind, email, userId ?? null],
  )
}

/**
 * Hands on every mail that was noted to an address that somebody has, or about somebody's account, in the transaction
 * that takes it away: it is kept by one or the other. The others are forgotten; of a kind that only a later version writes,
 * they are left to its workers.
 * @returns how many there were.
 */
export async function takeAccountMails(
  { sqlTransaction }: Pick<Database, 'sqlTransaction'>,
  take: (tx: Executor, mail: AccountMail) => Promise<void>,
): Promise<number> {
  const count = await sqlTransaction(async (tx) => {
    const { rows } = await tx.query<AccountMail & { known: boolean }>(
      `DELETE FROM account_mails m WHERE id = ANY (ARRAY(
         SELECT id FROM account_mails WHERE kind = ANY ($1::text[]) ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))
       RETURNING kind, email, user_id AS "userId", created_at AS "createdAt",
                 EXISTS (SELECT FROM users u WHERE u.email = m.email OR u.id = m.user_id) AS known`,
      [kinds],
    )
    for (const { known, ...mail } of rows) if (known) await take(tx, mail)
    return rows.length
  })
  return count < AT_ONCE ? count : count + (await takeAccountMails({ sqlTransaction }, take))
}
