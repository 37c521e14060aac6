/** The mail sent during a test. */
import { expect } from '@playwright/test'
import { openMailServer } from '../../apps/worker/src/testing/open-mail-server.ts'

/** Receives all mail until it is closed. */
export async function openInbox() {
  const { messages, close } = await openMailServer(Number(process.env.E2E_MAIL_PORT))
  const mailTo = (email: string, words: string) =>
    messages
      .map((message) => message.replaceAll('=\n', '').replaceAll('=3D', '='))
      .find((message) => message.includes(`To: ${email}`) && message.includes(words))
  return {
    close,
    /** Waits for a mail that says this. */
    gets: (email: string, words: string) => expect.poll(() => mailTo(email, words)).toBeDefined(),
    /** The link to this page that was received, or an empty string. */
    link: (email: string, page: 'confirm-email' | 'reset-password') =>
      new RegExp(`http:\\S+/${page}#[\\w-]+`).exec(mailTo(email, `${page}#`) ?? '')?.[0] ?? '',
  }
}
