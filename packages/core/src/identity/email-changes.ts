/**
 * Changing the address of an account: see docs/decisions/0042-another-address.md. Better Auth's own way asks for no
 * password, and its link has a token that ends up in logs and works for whoever opens it.
 */
import type { Executor } from '@quillwire/database'
import type { Logger } from '@quillwire/process'
import type { BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint, sensitiveSessionMiddleware } from 'better-auth/api'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { noteAccountMail } from './account-mail.ts'
import { addressIn } from './address-in.ts'
import { changeAddress, isTaken } from './change-address.ts'
import { useEmailChangeToken } from './email-change-link.ts'
import { countLink } from './link-limit.ts'
import { LINK_MINUTES } from './reset-link.ts'

/** At most an hour until a link is made, and an hour for which it works. After that, nothing comes of the request. */
const WAITING_MINUTES = 2 * LINK_MINUTES

interface Options {
  sendsMail: boolean
  logger: Logger
}

export function emailChanges(services: Pick<Services, 'database'>, { sendsMail, logger }: Options) {
  const { database } = services
  const requestEmailChange = createAuthEndpoint(
    '/request-email-change',
    {
      method: 'POST',
      body: z.object({ newEmail: z.unknown(), currentPassword: z.string() }),
      use: [sensitiveSessionMiddleware],
    },
    async (ctx) => {
      if (!sendsMail) throw disabled()
      const { internalAdapter, password, session } = ctx.context
      const { id: userId, email: before } = session.user
      const email = addressIn(ctx.body.newEmail)
      const account = await internalAdapter.findCredentialAccount(userId)
      const hash = account?.password
      if (!hash || !(await password.verify({ hash, password: ctx.body.currentPassword })))
        throw wrongPassword()
      if (email === before) throw same()
      // Limits the links that one person asks for, and those sent to one address.
      for (const key of [`change-email of ${userId}`, `change-email ${email}`])
        await countLink(database, key, tooOften)
      // Whether somebody has it is checked only when the mail is written, so both cases take the same steps here.
      await database.sqlTransaction(async (tx) => {
        await requireStillTheHash(tx, userId, hash)
        await tx.query(
          `INSERT INTO email_changes (user_id, email) VALUES ($1::uuid, $2)
           ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, created_at = now()`,
          [userId, email],
        )
        await noteAccountMail(tx, { kind: 'email_change', email, userId })
        await noteAccountMail(tx, { kind: 'email_change_asked', email: before, userId })
      })
      return ctx.json({ status: true })
    },
  )

  /** The pending change, shown only to the person who asked for it. */
  const pendingEmailChange = createAuthEndpoint(
    '/pending-email-change',
    { method: 'GET', use: [sensitiveSessionMiddleware] },
    async (ctx) => {
      const { rows } = await database.query<{ email: string; askedAt: Date }>(
        `SELECT email, created_at AS "askedAt" FROM email_changes
          WHERE user_id = $1::uuid AND created_at > now() - make_interval(mins => ${WAITING_MINUTES})`,
        [ctx.context.session.user.id],
      )
      const [wish] = rows
      return ctx.json(wish ? { email: wish.email, askedAt: wish.askedAt.toISOString() } : null)
    },
  )

  /** Needs no password, since nothing changes. */
  const cancelEmailChange = createAuthEndpoint(
    '/cancel-email-change',
    { method: 'POST', use: [sensitiveSessionMiddleware] },
    async (ctx) => {
      await database.query('DELETE FROM email_changes WHERE user_id = $1::uuid', [
        ctx.context.session.user.id,
      ])
      return ctx.json({ status: true })
    },
  )

  const confirmEmailChange = createAuthEndpoint(
    '/confirm-email-change',
    { method: 'POST', body: z.object({ token: z.string() }), use: [sensitiveSessionMiddleware] },
    async (ctx) => {
      const { id: userId } = ctx.context.session.user
      const email = await confirmed(userId, ctx.body.token)
      logger.info({ userId }, 'an account has another e-mail address')
      return ctx.json({ email })
    },
  )

  async function confirmed(userId: string, token: string): Promise<string> {
    try {
      return await database.sqlTransaction(async (tx) => {
        const { rows } = await tx.query<{ email: string }>(
          'SELECT email FROM email_changes WHERE user_id = $1::uuid FOR UPDATE',
          [userId],
        )
        const [wish] = rows
        if (!wish || !(await useEmailChangeToken(tx, { userId, email: wish.email }, token))) throw unusable()
        await changeAddress(tx, { userId, email: wish.email, sendsMail })
        return wish.email
      })
    } catch (error) {
      throw isTaken(error) ? taken() : error
    }
  }

  return {
    id: 'email-changes',
    endpoints: { requestEmailChange, pendingEmailChange, cancelEmailChange, confirmEmailChange },
  } satisfies BetterAuthPlugin
}

/** The password may have changed since it was compared. A change from now on ends this request. */
async function requireStillTheHash(tx: Executor, userId: string, hash: string): Promise<void> {
  const { rows } = await tx.query(
    `SELECT FROM accounts WHERE user_id = $1::uuid AND provider_id = 'credential' AND password = $2 FOR SHARE`,
    [userId, hash],
  )
  if (rows.length === 0) throw wrongPassword()
}

const disabled = () =>
  new APIError('BAD_REQUEST', {
    code: 'EMAIL_CHANGE_DISABLED',
    message: 'This Quillwire sends no mail. Ask the person who runs it to change your address.',
  })

const wrongPassword = () =>
  new APIError('BAD_REQUEST', {
    code: 'INVALID_PASSWORD',
    message: 'This is not the password of the account.',
  })

const same = () =>
  new APIError('BAD_REQUEST', {
    code: 'EMAIL_IS_THE_SAME',
    message: 'The account has this address already.',
  })

const tooOften = { code: 'EMAIL_CHANGE_ASKED_TOO_OFTEN', message: 'Links were asked for too often.' }

const unusable = () =>
  new APIError('BAD_REQUEST', {
    code: 'INVALID_TOKEN',
    message: 'This link was used, is too old, or is for another account than the one signed in.',
  })

const taken = () =>
  new APIError('BAD_REQUEST', {
    code: 'EMAIL_TAKEN',
    message: 'Another account now has this address.',
  })
