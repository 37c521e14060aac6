/** Mail to people about their accounts: noted together with its cause, and taken by a worker. */
import { type Database, type Executor, newId } from '@quillwire/database'

/** For a new address: the link to it, and what the old one is told when it is asked for and when it is in effect. */
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
  /** The account that it is about, when that has, or will have, another address. */
  userId?: string | null
  /** When its cause occurred. */
  createdAt: Date
}

const AT_ONCE = 100

/** Notes a mail. In a transaction, it goes out after the commit. */
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
 * Passes on every noted mail to an address that somebody has, or about somebody's account. This happens in the
 * transaction that deletes the note, so the mail is always in one place or the other. Other mails are dropped. Kinds
 * that only a later version writes are left to workers of that version.
 *
 * @returns how many notes there were.
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
