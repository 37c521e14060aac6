import { actorSchema } from '@quillwire/events'
import { jwtVerify } from 'jose'
import { z } from 'zod'
import type { Principal } from '../access/principal.ts'
import { findApiKey, findApiKeyById } from '../api-keys/find-api-key.ts'
import type { Services } from '../context.ts'
import { apiKeyInvalid, unauthenticated } from '../errors.ts'
import { findPerson } from '../identity/find-person.ts'
import { sessionGoesOn } from '../identity/session-goes-on.ts'
import { TICKET_ISSUER, TICKET_KEY } from './issue-ticket.ts'
import { ticketClock } from './ticket-clock.ts'

const claims = z.object({
  document: z.uuid(),
  actor: actorSchema,
  links: z.array(z.uuid()),
  schema: z.int(),
  session: z.uuid().optional(),
  exp: z.int(),
})

export interface Admission {
  principal: Principal
  /** The version of the document schema that the client knows; null for programs, which bring their own. */
  schemaVersion: number | null
  /** When the token expires, by the database's clock; null for an API key, which does not. */
  expiresAt: Date | null
  /** How long it lasts from now on. */
  leftMs: number | null
}

/**
 * The principal behind the token with which a socket was opened: a ticket for this document, or an API key.
 *
 * @throws `ticket_invalid`, `ticket_expired`, `api_key_invalid`.
 */
export async function readToken(services: Services, token: string, documentId: string): Promise<Admission> {
  if (token.startsWith('qw_')) {
    const principal = await findApiKey(services, token)
    if (!principal) throw apiKeyInvalid()
    return { principal, schemaVersion: null, expiresAt: null, leftMs: null }
  }
  const ticket = await verify(services, token)
  if (ticket.document !== documentId)
    throw unauthenticated('ticket_invalid', 'This ticket is for another document. Get one for this document.')
  const expiresAt = new Date(ticket.exp * 1000)
  const [now, principal] = await Promise.all([ticketClock(services.database), principalOf(services, ticket)])
  const leftMs = expiresAt.getTime() - now.getTime()
  if (leftMs <= 0) throw unauthenticated('ticket_expired', 'This ticket has expired. Get a new one.')
  if (!principal)
    throw unauthenticated('ticket_invalid', 'Whoever got this ticket is no longer here, or has signed out.')
  return { principal, schemaVersion: ticket.schema, expiresAt, leftMs }
}

async function verify(services: Services, token: string) {
  try {
    const { payload } = await jwtVerify(token, services.seal.key(TICKET_KEY), {
      issuer: TICKET_ISSUER,
      algorithms: ['HS256'],
      // Whether it has expired is asked by the database's clock, not by this one's.
      currentDate: new Date(0),
    })
    return claims.parse(payload)
  } catch (cause) {
    throw unauthenticated('ticket_invalid', 'This ticket is not valid. Get a new one.', { cause })
  }
}

/** Null when they are no longer there, or have signed out. */
async function principalOf(services: Services, ticket: z.infer<typeof claims>): Promise<Principal | null> {
  const { actor, links, session: sessionId } = ticket
  if (actor.type === 'guest') return { type: 'guest', name: actor.name, shareLinkIds: links }
  if (actor.type === 'user' && actor.id) {
    const [person, goesOn] = await Promise.all([
      findPerson(services, actor.id),
      sessionId === undefined || sessionGoesOn(services.database, sessionId),
    ])
    if (person && goesOn) return { ...person, membership: null, shareLinkIds: links, sessionId }
  }
  if (actor.type === 'api_key' && actor.id) return await findApiKeyById(services.database, actor.id)
  return null
}
