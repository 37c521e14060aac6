import { schemaVersion } from '@quillwire/editor'
import { SignJWT } from 'jose'
import { decideDocument, documentRole } from '../access/decide.ts'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'

export const TICKET_LIFE_MS = 10 * 60_000
export const TICKET_KEY = 'tickets'
export const TICKET_ISSUER = 'quillwire'

export interface Ticket {
  token: string
  /** What the holder may do now. The role in force is asked anew by the socket, at once when it changes. */
  role: DocumentRole
  canWrite: boolean
  canComment: boolean
  /** In the trash nobody may write, whatever their role. */
  trashed: boolean
  expiresAt: Date
  schemaVersion: number
  principal: { type: string; id: string | null; name: string }
}

/** A short-lived pass to the sockets of one document, for the one who asks. */
export async function issueTicket(context: Context, { documentId }: { documentId: string }): Promise<Ticket> {
  const { principal } = context
  const facts = await requireDocument(context.database, principal, documentId, 'read')
  const expiresAt = new Date(context.now().getTime() + TICKET_LIFE_MS)
  const actor = actorOf(principal)
  const token = await new SignJWT({
    document: documentId,
    actor,
    links: principal.type === 'user' || principal.type === 'guest' ? principal.shareLinkIds : [],
    schema: schemaVersion,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(TICKET_ISSUER)
    .setExpirationTime(expiresAt)
    .sign(context.seal.key(TICKET_KEY))
  return {
    token,
    role: documentRole(principal, facts) ?? 'viewer',
    canWrite: decideDocument(principal, 'write', facts),
    canComment: decideDocument(principal, 'comment', facts),
    trashed: facts.trashed,
    expiresAt,
    schemaVersion,
    principal: actor,
  }
}
