/** Every account belongs to a workspace: a sign-up creates one, or joins the one that its invitation leads to. */
import { storable } from '@quillwire/database'
import { APIError } from 'better-auth/api'
import type { Services } from '../context.ts'
import { joinByInvitation } from '../invitations/accept-invitation.ts'
import { lookUpInvitation } from '../invitations/look-up-invitation.ts'
import { createWorkspace, type NewMember } from '../workspaces/create-workspace.ts'
import { asApiError } from './as-api-error.ts'
import { checkedPerson } from './checked-person.ts'
import { hasPeople } from './has-people.ts'

/** `invite`: without an invitation, only the first person can sign up. */
export type SignUp = 'open' | 'invite'

/** What a sign-up may contain besides name, e-mail and password. */
interface SignUpExtras {
  invitation?: string
  workspaceName?: string
}

/** Better Auth's hooks around a new account. */
export function signUpHooks(services: Services, signUp: SignUp) {
  const { database } = services
  return {
    async before<User extends Omit<NewMember, 'id'>>(user: User, endpoint: unknown) {
      await requireSignUpAllowed(services, signUp, extrasOf(endpoint))
      const name = user.name.trim() || user.email.split('@')[0] || user.email
      return { data: checkedPerson({ ...user, name }) }
    },
    async after({ id, name, email }: NewMember, endpoint: unknown) {
      const { invitation, workspaceName } = extrasOf(endpoint)
      const person = { id, name, email }
      try {
        await database.transaction(async (tx) => {
          if (invitation) await joinByInvitation(tx, invitation, person)
          else await createWorkspace(tx, person, workspaceName)
        })
      } catch (error) {
        // An account without a workspace is useless. The sign-up can be tried again.
        await database.prisma.user.delete({ where: { id } })
        throw asApiError(error)
      }
    },
  }
}

function extrasOf(endpoint: unknown): SignUpExtras {
  // The cast: Better Auth types what its hooks receive for each route; for a sign-up, this is the body.
  const body = (endpoint as { body?: Record<string, unknown> } | null | undefined)?.body
  const text = (value: unknown) => (typeof value === 'string' && value ? storable(value) : undefined)
  return { invitation: text(body?.invitation), workspaceName: text(body?.workspaceName)?.slice(0, 100) }
}

async function requireSignUpAllowed(services: Services, signUp: SignUp, { invitation }: SignUpExtras) {
  try {
    if (invitation) {
      await lookUpInvitation(services.database, invitation)
      return
    }
  } catch (error) {
    throw asApiError(error)
  }
  if (signUp === 'open' || !(await hasPeople(services))) return
  throw new APIError('FORBIDDEN', {
    code: 'INVITATION_REQUIRED',
    message: 'An invitation is needed to sign up here. Ask an admin of the workspace for an invitation link.',
  })
}
