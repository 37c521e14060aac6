import type { Connection } from '@hocuspocus/server'
import type { Services } from '@quillwire/core'
import { actorOf, DomainError, decideDocument, documentFacts, type Principal } from '@quillwire/core'
import { type DocumentRights, rightsOn } from '@quillwire/core/access/rights-on'
import { notFound } from '@quillwire/core/errors'
import { readToken } from '@quillwire/core/tickets/read-ticket'
import { isId } from '@quillwire/database'
import { schemaVersion } from '@quillwire/editor'
import type { Actor } from '@quillwire/events'
import type { Client } from './client.ts'
import { askedNow, isOutdated } from './rights-clock.ts'

/** What Hocuspocus carries as the context of a client that has shown no token yet. */
export interface Newcomer {
  client: Client
}

/** Who sits at a connection, and what they may do at this moment. Hocuspocus carries it as the connection's context. */
export interface Seat extends Newcomer {
  principal: Principal
  actor: Actor
  rights: DocumentRights
  /** When its rights were asked, by the rights' clock. */
  askedAt: number
  /** When its ticket runs out; null for an API key, which does not. */
  expiresAt: Date | null
  /** Gives the place up: for the limits on how many may be in. */
  leave(): void
}

/** The seat at a connection that is open. */
export function seatOf(connection: Connection): Seat {
  return connection.context as Seat // given to every connection in onAuthenticate, before it is opened
}

/** What a token says and the database adds: a seat before anybody takes it. */
export type Admission = Pick<Seat, 'principal' | 'actor' | 'rights' | 'askedAt' | 'expiresAt'>

/** What a principal may do (null: not even read), and when that was asked. */
export interface Answer {
  rights: DocumentRights | null
  askedAt: number
}

/** Whoever opened a connection with this token. Throws a `Refusal` with the reason. */
export async function admit(services: Services, token: string, documentId: string): Promise<Admission> {
  if (!isId(documentId)) throw new Refusal('document_not_found')
  try {
    const { principal, schemaVersion: known, expiresAt } = await readToken(services, token, documentId)
    if (known !== null && known < schemaVersion) throw new Refusal('schema_outdated')
    let { rights, askedAt } = await askRights(services, principal, documentId)
    // A change that was told meanwhile may have been told to nobody who sits here.
    while (isOutdated({ askedAt })) ({ rights, askedAt } = await askRights(services, principal, documentId))
    if (!rights) throw notFound('document_not_found', 'There is no such document, or you may not see it.')
    return { principal, actor: actorOf(principal), rights, askedAt, expiresAt }
  } catch (error) {
    throw Refusal.from(error)
  }
}

/** What the principal may do now. */
export async function askRights(
  services: Pick<Services, 'database'>,
  principal: Principal,
  documentId: string,
): Promise<Answer> {
  const askedAt = askedNow()
  if (!(await stillValid(services, principal))) return { rights: null, askedAt }
  const facts = (await documentFacts(services.database, principal, [documentId])).get(documentId)
  if (!facts || !decideDocument(principal, 'read', facts)) return { rights: null, askedAt }
  return { rights: rightsOn(principal, facts), askedAt }
}

/** A key that was revoked is nobody any more; people and links are told by the facts about the document. */
async function stillValid({ database }: Pick<Services, 'database'>, principal: Principal): Promise<boolean> {
  if (principal.type !== 'api_key') return true
  const row = await database.prisma.apiKey.findUnique({ where: { id: principal.id } })
  return row !== null && row.revokedAt === null
}

/** A name for the principal under which its connections are counted, and its rights asked once for all of them. */
export function nameOf(principal: Principal): string {
  if (principal.type === 'guest')
    return `guest ${principal.name} ${[...principal.shareLinkIds].sort().join(' ')}`
  return principal.type === 'system' ? 'system' : `${principal.type} ${principal.id}`
}

/** Why a connection is refused, as a stable code that Hocuspocus sends to the client as `reason`. */
export class Refusal extends Error {
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(reason, { cause })
    this.name = 'Refusal'
    this.reason = reason
  }

  /** A domain error refuses by its code; anything else is a fault of ours or of the database, and may pass. */
  static from(error: unknown): Refusal {
    if (error instanceof Refusal) return error
    return new Refusal(error instanceof DomainError ? error.code : 'unavailable', error)
  }
}
