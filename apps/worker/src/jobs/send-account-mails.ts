import type { Services } from '@quillwire/core'
import { takeAccountMails } from '@quillwire/core/identity/account-mail'
import type { Mail } from '../mail/open-mail.ts'
import type { Job } from './job.ts'

/** Moves mails to people about their accounts into the mail queue. */
export function sendAccountMailsJob({ database }: Services, mail: Mail): Job {
  return {
    name: 'send-account-mails',
    cron: '* * * * *',
    atMostSeconds: 60,
    run: async () => ({
      mails: await takeAccountMails(database, (tx, { kind, email, userId, createdAt }) =>
        mail.send(tx, { kind, to: [email], notedAt: createdAt.toISOString(), ...(userId && { userId }) }),
      ),
    }),
  }
}
