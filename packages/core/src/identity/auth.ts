/**
 * Accounts, passwords and sessions are Better Auth's. What is ours is what an account is part of: a sign-up makes a
 * workspace or joins the one that its invitation leads to.
 */

import { newId, storable } from '@quillwire/database'
import { requestedHost } from '@quillwire/http'
import type { Logger } from '@quillwire/process'
import { betterAuth } from 'better-auth'
import { APIError, createAuthMiddleware, isAPIError } from 'better-auth/api'
import type { Services } from '../context.ts'
import { joinByInvitation } from '../invitations/accept-invitation.ts'
import { lookUpInvitation } from '../invitations/look-up-invitation.ts'
import { createWorkspace } from '../workspaces/create-workspace.ts'
import { accountStore } from './account-store.ts'
import { addressIn } from './address-in.ts'
import { asApiError } from './as-api-error.ts'
import { checkedPerson } from './checked-person.ts'
import { emailChanges } from './email-changes.ts'
import { askForResetLink, passwordChanged } from './forgotten-passwords.ts'
import { hasPeople } from './has-people.ts'
import { requestWindows } from './request-windows.ts'
import { verificationIdentifier } from './reset-link.ts'
import { requireStillThePassword } from './still-the-password.ts'

export interface AuthOptions {
  signUp: 'open' | 'invite'
  /** Whether a worker can send mail (`SMTP_URL`): without it nobody is sent a link for a new password. */
  sendsMail: boolean
  logger: Logger
}

/** What a sign-up may carry besides name, e-mail and password. */
interface SignUpExtras {
  invitation?: string
  workspaceName?: string
}

/** How exactly it is known when a session was last active, at the price of a write as often. */
const ACTIVE_WITHIN_S = 600

export function createAuth(services: Services, { signUp, sendsMail, logger }: AuthOptions) {
  const { database, seal, publicUrl } = services
  return betterAuth({
    appName: 'Quillwire',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: Buffer.from(seal.key('sessions')).toString('base64url'),
    // Browsers say truthfully to which host they speak: a page of that same host is our own page.
    trustedOrigins: (request) => [publicUrl, ...sameHostOrigins(request)],
    telemetry: { enabled: false },
    // By itself it prints errors with all that hangs on them. A level of our own would make it print what it refuses too.
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
      minPasswordLength: 8,
      maxPasswordLength: 128,
      autoSignIn: true,
      onPasswordReset: ({ user }) => passwordChanged(services, { sendsMail }, user),
      revokeSessionsOnPasswordReset: true,
    },
    verification: { storeIdentifier: { hash: async (identifier) => verificationIdentifier(identifier) } },
    hooks: {
      // In place of what Better Auth does, which takes longer where somebody has the address.
      before: createAuthMiddleware(async ({ path, body }) => {
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
    // The list of one's sessions says when each was last active, and may be seen however old the own one is.
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
        // Whoever sits at a computer that is signed in may guess.
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
      // One address, which the web process put there. Of a list it would take none, and everybody would share one limit.
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
        create: {
          before: async (user, endpoint) => {
            await requireSignUpAllowed(services, signUp, extrasOf(endpoint))
            const name = user.name.trim() || user.email.split('@')[0] || user.email
            return { data: checkedPerson({ ...user, name }) }
          },
          after: async (user, endpoint) => {
            const { invitation, workspaceName } = extrasOf(endpoint)
            const person = { id: user.id, name: user.name, email: user.email }
            try {
              await database.transaction(async (tx) => {
                if (invitation) await joinByInvitation(tx, invitation, person)
                else await createWorkspace(tx, person, workspaceName)
              })
            } catch (error) {
              // An account without a workspace is of no use: the sign-up can be tried again.
              await database.prisma.user.delete({ where: { id: user.id } })
              throw asApiError(error)
            }
          },
        },
        update: {
          before: async (user) => ({ data: checkedPerson(user) }),
          after: async ({ id }) => database.notify('person_renamed', { userId: id }),
        },
      },
    },
  })
}

export type Auth = ReturnType<typeof createAuth>

function extrasOf(endpoint: unknown): SignUpExtras {
  // The cast: Better Auth types what its hooks are given for each of its routes; of a sign-up this is the body.
  const body = (endpoint as { body?: Record<string, unknown> } | null | undefined)?.body
  const text = (value: unknown) => (typeof value === 'string' && value ? storable(value) : undefined)
  return { invitation: text(body?.invitation), workspaceName: text(body?.workspaceName)?.slice(0, 100) }
}

async function requireSignUpAllowed(services: Services, signUp: 'open' | 'invite', extras: SignUpExtras) {
  try {
    if (extras.invitation) {
      await lookUpInvitation(services.database, extras.invitation)
      return
    }
  } catch (error) {
    throw asApiError(error)
  }
  if (signUp === 'open') return
  if (!(await hasPeople(services))) return
  throw new APIError('FORBIDDEN', {
    code: 'INVITATION_REQUIRED',
    message: 'An invitation is needed to sign up here. Ask an admin of the workspace for an invitation link.',
  })
}

/** What Better Auth says of itself or of how it was set up, and not of a request. */
const OF_ITS_OWN = /^(?:\[better-auth\]|Failed|Could not|Rate limiting)/

/**
 * What Better Auth says, of which any part may be an error. A wrong password, a page of another site and a question for what
 * there is not here are warnings or errors to it. Anybody can cause as many as they like, and who asked has heard of it:
 * they are no more than refusals, and alarm nobody.
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
