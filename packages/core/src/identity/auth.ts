/** Accounts, passwords and sessions are handled by Better Auth. Here are its settings and our hooks. */
import { newId } from '@quillwire/database'
import { requestedHost } from '@quillwire/http'
import type { Logger } from '@quillwire/process'
import { betterAuth } from 'better-auth'
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api'
import type { Services } from '../context.ts'
import { PASSWORD_LENGTH } from './account-limits.ts'
import { accountStore } from './account-store.ts'
import { addressIn } from './address-in.ts'
import { checkedPerson } from './checked-person.ts'
import { emailChanges } from './email-changes.ts'
import { askForResetLink, passwordChanged } from './forgotten-passwords.ts'
import { requestWindows } from './request-windows.ts'
import { verificationIdentifier } from './reset-link.ts'
import { type SignUp, signUpHooks } from './sign-up.ts'
import { requireStillThePassword } from './still-the-password.ts'

export interface AuthOptions {
  signUp: SignUp
  /** Whether a worker can send mail (`SMTP_URL`). Otherwise nobody can be sent a link for a new password. */
  sendsMail: boolean
  logger: Logger
}

/** How accurately the time of a session's last activity is known, at the cost of one write per interval. */
const ACTIVE_WITHIN_S = 600

export function createAuth(services: Services, { signUp, sendsMail, logger }: AuthOptions) {
  const { database, seal, publicUrl } = services
  return betterAuth({
    appName: 'Quillwire',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: Buffer.from(seal.key('sessions')).toString('base64url'),
    // A browser names the host that it speaks to truthfully, so a page of that same host is one of ours.
    trustedOrigins: (request) => [publicUrl, ...sameHostOrigins(request)],
    telemetry: { enabled: false },
    // By default it prints errors with everything attached. Setting a level would make it print its refusals too.
    logger: { log: (level, ...said) => logBetterAuth(logger, level, said) },
    onAPIError: {
      onError(error) {
        if (isAPIError(error) && error.statusCode < 500) return
        logger.error({ err: error }, 'a request about an account failed')
      },
    },
    database: accountStore(database),
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      autoSignIn: true,
      onPasswordReset: ({ user }) => passwordChanged(services, { sendsMail }, user),
      revokeSessionsOnPasswordReset: true,
    },
    verification: { storeIdentifier: { hash: async (identifier) => verificationIdentifier(identifier) } },
    hooks: {
      before: createAuthMiddleware(async ({ path, body }) => {
        // PostgreSQL cannot look for such a text.
        if (typeof body?.token === 'string' && body.token.includes('\0'))
          throw new APIError('BAD_REQUEST', { code: 'INVALID_TOKEN', message: 'Invalid token' })
        // Replaces Better Auth's own handling, which takes longer if somebody has the address.
        if (path !== '/request-password-reset') return
        await askForResetLink(services, { sendsMail }, addressIn(body?.email))
        return { status: true }
      }),
      after: createAuthMiddleware(async ({ path, context: { returned, session } }) => {
        if (path !== '/change-password' || isAPIError(returned) || !session) return
        await passwordChanged(services, { sendsMail }, session.user)
      }),
    },
    plugins: [emailChanges(services, { sendsMail, logger })],
    // A person's list of sessions shows when each was last active, and may be viewed in a session of any age.
    session: { expiresIn: 30 * 86_400, updateAge: ACTIVE_WITHIN_S, freshAge: 0 },
    rateLimit: {
      enabled: true,
      customStorage: requestWindows(database),
      window: 60,
      max: 120,
      customRules: {
        '/sign-in/email': { window: 60, max: 30 },
        '/sign-up/email': { window: 60, max: 60 },
        '/update-user': { window: 60, max: 20 },
        // Somebody at a computer that is signed in could guess the password.
        '/change-password': { window: 60, max: 10 },
        '/request-email-change': { window: 60, max: 10 },
        '/confirm-email-change': { window: 60, max: 20 },
        '/request-password-reset': { window: 60, max: 10 },
        '/reset-password': { window: 60, max: 20 },
      },
    },
    advanced: {
      cookiePrefix: 'quillwire',
      useSecureCookies: publicUrl.startsWith('https://'),
      database: { generateId: () => newId() },
      // The web process sets this to a single address. A list would be ignored, and everybody would share one limit.
      ipAddress: { ipAddressHeaders: ['x-forwarded-for'] },
    },
    databaseHooks: {
      session: {
        create: {
          after: async (session, endpoint) => {
            if (endpoint?.path === '/sign-in/email')
              await requireStillThePassword(database, session, endpoint.body?.password)
          },
        },
      },
      user: {
        create: signUpHooks(services, signUp),
        update: {
          before: async (user) => ({ data: checkedPerson(user) }),
          after: async ({ id }) => database.notify('person_renamed', { userId: id }),
        },
      },
    },
  })
}

export type Auth = ReturnType<typeof createAuth>

/** Messages of Better Auth about itself or its set-up, rather than about a request. */
const OF_ITS_OWN = /^(?:\[better-auth\]|Failed|Could not|Rate limiting)/

/**
 * Logs a message of Better Auth, any part of which may be an error. Better Auth logs a wrong password, a page of
 * another site and a request for an unknown route as warnings or errors. Anybody can cause as many of these as they
 * like, and the client has been told: they are merely refusals, and should alarm nobody.
 */
function logBetterAuth(logger: Logger, level: 'debug' | 'info' | 'warn' | 'error', said: readonly unknown[]) {
  const err = said.find((one) => one instanceof Error)
  const words = typeof said[0] === 'string' && said[0] ? said[0] : 'Better Auth failed'
  if (err || words !== said[0] || OF_ITS_OWN.test(words)) logger[level](err ? { err } : {}, words)
  else logger.info({ reason: words }, 'a request about an account was refused')
}

function sameHostOrigins(request: Request | undefined): string[] {
  const host = request && requestedHost(request.headers)
  return host ? [`http://${host}`, `https://${host}`] : []
}
