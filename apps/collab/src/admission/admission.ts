/** Decides who is let in to a document, and why somebody is not. */
import type { Services } from '@quillwire/core'
import { actorOf, asPrincipal, DomainError } from '@quillwire/core'
import { missingDocument } from '@quillwire/core/access/missing-document'
import { readToken } from '@quillwire/core/tickets/read-ticket'
import { isId } from '@quillwire/database'
import { schemaVersion } from '@quillwire/editor'
import type { ConnectionContext } from './connection-context.ts'
import { askRights } from './rights.ts'
import { isOutdated } from './rights-clock.ts'

/** What a token says and the database adds: a connection's context before it is opened. */
export type Admission = Pick<
  ConnectionContext,
  'principal' | 'actor' | 'rights' | 'askedAt' | 'endsAt' | 'expiresAt' | 'ticketEndsAt'
>

/** Who opens a connection with this token, and their rights. Throws a `Refusal` with the reason. */
export async function admit(services: Services, token: string, documentId: string): Promise<Admission> {
  if (!isId(documentId)) throw new Refusal('document_not_found')
  try {
    const admission = await readToken(services, token, documentId)
    const { principal, schemaVersion: known, expiresAt, leftMs } = admission
    const ticketEndsAt = leftMs === null ? null : performance.now() + leftMs
    if (known !== null && known < schemaVersion) throw new Refusal('schema_outdated')
    let answer = await askRights(services, principal, documentId)
    // A change that was notified meanwhile was applied to open connections only, and this one is not open yet.
    while (isOutdated(answer)) answer = await askRights(services, principal, documentId)
    const { rights, askedAt, endsAt } = answer
    // If the session ended meanwhile, this throws that reason, and not that there is no such document.
    if (!rights) await readToken(services, token, documentId)
    if (!rights) throw await missingDocument(asPrincipal(services, principal), documentId)
    return { principal, actor: actorOf(principal), rights, askedAt, endsAt, expiresAt, ticketEndsAt }
  } catch (error) {
    throw Refusal.from(error)
  }
}

/** Why a connection is refused, as a stable code that Hocuspocus sends to the client as `reason`. */
export class Refusal extends Error {
  readonly reason: string

  constructor(reason: string, cause?: unknown) {
    super(reason, { cause })
    this.name = 'Refusal'
    this.reason = reason
  }

  /** A domain error gives its code as the reason. Any other error is ours or the database's, and may be temporary. */
  static from(error: unknown): Refusal {
    if (error instanceof Refusal) return error
    return new Refusal(error instanceof DomainError ? error.code : 'unavailable', error)
  }
}
