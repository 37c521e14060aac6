import type { Config } from '@quillwire/config'
import type { AccountMail } from '@quillwire/core/identity/account-mail'
import type { Executor } from '@quillwire/database'
import type { Logger } from '@quillwire/process'
import { createTransport } from 'nodemailer'
import type { PgBoss } from 'pg-boss'

export interface Message {
  /** What the mail is about, for the log: the subject contains names. */
  kind: 'endpoint_disabled' | AccountMail['kind']
  to: string[]
  subject: string
  text: string
  html: string
}

/** A message that is written only as it goes out: a link that opens an account must not lie in the queue. */
export interface LateMessage {
  kind: AccountMail['kind']
  to: string[]
  /** ISO 8601. */
  notedAt: string
  /** Whose account it is about, when `to` is not the address of that account. */
  userId?: string
}

export interface Mail {
  /** Queues a message in the transaction, to go out once it has committed. Without SMTP_URL it does nothing. */
  send(tx: Executor, message: Message | LateMessage): Promise<void>
}

const QUEUE = 'mail'
/** Short, because people are waiting for their mail. */
const POLL_SECONDS = 1
/** Retries with waits that double from one minute up to three hours: 25 to 28 hours in all. */
const RETRIES = { retryLimit: 15, retryDelay: 60, retryBackoff: true, retryDelayMax: 10_800 }

/**
 * Mail through SMTP_URL, retried for a day when the server cannot be reached.
 *
 * @param write writes the text of a late message, at each attempt; null when it is not to be sent.
 */
export async function openMail(
  boss: PgBoss,
  config: Config,
  log: Logger,
  write: (late: LateMessage) => Promise<Message | null>,
): Promise<Mail> {
  const { SMTP_URL, PUBLIC_URL } = config
  if (!SMTP_URL)
    return {
      async send(_tx, { kind }) {
        log.warn({ kind }, 'no mail is sent: SMTP_URL is not set')
      },
    }
  const transport = createTransport(SMTP_URL, { from: senderOf(SMTP_URL, PUBLIC_URL) })
  await boss.createQueue(QUEUE)
  await boss.work<Message | LateMessage>(QUEUE, { pollingIntervalSeconds: POLL_SECONDS }, async ([job]) => {
    if (!job) return
    const about = { kind: job.data.kind, recipients: job.data.to.length }
    try {
      const message = 'text' in job.data ? job.data : await write(job.data)
      if (!message) return void log.debug(about, 'nobody is to get this mail')
      const { accepted } = await transport.sendMail(message)
      const refused = job.data.to.filter((address) => !accepted.includes(address))
      if (refused.length === 0) return void log.info(about, 'mail sent')
      // Some servers defer recipients that they do not know yet, and accept the others.
      await boss.send(QUEUE, { ...job.data, to: refused }, { ...RETRIES, startAfter: RETRIES.retryDelay })
      log.warn(
        { ...about, refused: refused.length },
        'mail not sent to all; the others are tried again for a day',
      )
    } catch (error) {
      log.warn({ ...about, err: error }, 'mail not sent; it is tried again for a day')
      throw error
    }
  })
  return {
    async send(tx, message) {
      if (message.to.length === 0) return
      const db = { executeSql: (text: string, values?: unknown[]) => tx.query(text, values ?? []) }
      await boss.send(QUEUE, message, { ...RETRIES, db })
    },
  }
}

/** `?from=` of SMTP_URL; otherwise its user, if that is an address; otherwise quillwire@ the public host. */
function senderOf(smtpUrl: string, publicUrl: string): string {
  const url = new URL(smtpUrl)
  const user = decodeURIComponent(url.username)
  return (
    url.searchParams.get('from') ?? (user.includes('@') ? user : `quillwire@${new URL(publicUrl).hostname}`)
  )
}
