import { schemaVersion } from '@quillwire/editor'
import { SignJWT } from 'jose'
import { requireDocument } from '../access/document-facts.ts'
import { missingDocument } from '../access/missing-document.ts'
import { actorOf } from '../access/principal.ts'
import { type DocumentRights, rightsOn } from '../access/rights-on.ts'
import type { Context } from '../context.ts'
import { DomainError } from '../errors.ts'
import { ticketClock } from './ticket-clock.ts'

export const TICKET_LIFE_MS = 10 * 60_000
export const TICKET_KEY = 'tickets'
export const TICKET_ISSUER = 'quillwire'

/** Includes what the holder may do now. The socket checks the rights in force itself, at once when they change. */
export interface Ticket extends DocumentRights {
  token: string
  expiresAt: Date
  schemaVersion: number
  principal: { type: string; id: string | null; name: string }
}

/** A short-lived pass for the caller to the sockets of one document. */
export async function issueTicket(
  context: Context,
  { documentId, lifeMs = TICKET_LIFE_MS }: { documentId: string; lifeMs?: number },
): Promise<Ticket> {
  const { principal } = context
  const facts = await requireDocument(context.database, principal, documentId, 'read').catch(
    async (error) => {
      const isMissing = error instanceof DomainError && error.code === 'document_not_found'
      throw isMissing ? await missingDocument(context, documentId) : error
    },
  )
  const expiresAt = new Date((await ticketClock(context.database)).getTime() + lifeMs)
  const actor = actorOf(principal)
  const token = await new SignJWT({
    document: documentId,
    actor,
    links: principal.type === 'user' || principal.type === 'guest' ? principal.shareLinkIds : [],
    schema: schemaVersion,
    ...(principal.type === 'user' && { session: principal.sessionId }),
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(TICKET_ISSUER)
    .setExpirationTime(expiresAt)
    .sign(context.seal.key(TICKET_KEY))
  return {
    token,
    ...rightsOn(principal, facts),
    expiresAt,
    schemaVersion,
    principal: actor,
  }
}
