/** Asks the database what a principal may do in a document. */
import type { Services } from '@quillwire/core'
import { decideDocument, documentFacts, type Principal } from '@quillwire/core'
import { linksEndIn } from '@quillwire/core/access/links-end'
import { type DocumentRights, rightsOn } from '@quillwire/core/access/rights-on'
import { findApiKeyById } from '@quillwire/core/api-keys/find-api-key'
import { sessionGoesOn } from '@quillwire/core/identity/session-goes-on'
import { askedNow } from './rights-clock.ts'

/** What a principal may do (null: not even read), and when that was asked. */
export interface Answer {
  rights: DocumentRights | null
  askedAt: number
  /** When to ask again because a share link ends, by `performance.now()`; null if none does. */
  endsAt: number | null
}

/** What the principal may do now. */
export async function askRights(
  services: Pick<Services, 'database'>,
  principal: Principal,
  documentId: string,
): Promise<Answer> {
  const askedAt = askedNow()
  if (!(await stillValid(services, principal))) return { rights: null, askedAt, endsAt: null }
  // First the end, then the facts: in the other order a link that ends in between would give rights without an end.
  const endsIn = await linksEndIn(services.database, principal, documentId)
  const endsAt = endsIn === null ? null : performance.now() + endsIn
  const facts = (await documentFacts(services.database, principal, [documentId])).get(documentId)
  if (!facts || !decideDocument(principal, 'read', facts)) return { rights: null, askedAt, endsAt: null }
  return { rights: rightsOn(principal, facts), askedAt, endsAt }
}

/**
 * Whether the API key has not been revoked, or the session has not ended. Everything else about people and links is
 * among the facts about the document.
 */
async function stillValid({ database }: Pick<Services, 'database'>, principal: Principal): Promise<boolean> {
  if (principal.type === 'api_key') return (await findApiKeyById(database, principal.id)) !== null
  return (
    principal.type !== 'user' || !principal.sessionId || (await sessionGoesOn(database, principal.sessionId))
  )
}

/** A name for the principal under which its connections are counted. */
export function nameOf(principal: Principal): string {
  if (principal.type === 'guest') return `guest ${principal.name} ${linksOf(principal)}`
  return principal.type === 'system' ? 'system' : `${principal.type} ${principal.id}`
}

/** Principals with the same such name have the same rights. A person's session and links belong to one browser. */
export function nameOfRights(principal: Principal): string {
  if (principal.type !== 'user') return nameOf(principal)
  return `${nameOf(principal)} ${principal.sessionId} ${linksOf(principal)}`
}

const linksOf = ({ shareLinkIds }: { shareLinkIds: readonly string[] }) => [...shareLinkIds].sort().join(' ')
