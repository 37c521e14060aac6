/** The ticket with which a page gets into its document. */
import { schemaVersion } from '@quillwire/editor'
import { ApiError, api } from '../../../lib/api.ts'
import type { Me, Ticket } from '../../../lib/api-types.ts'
import { sessionEnded } from '../../../lib/session-end.ts'

/**
 * @param viewerId the person the server made this page for; null for a visitor.
 * @throws ApiError where this page's person gets no ticket, or this page's schema is too old for it.
 */
export async function requestTicket(documentId: string, viewerId: string | null): Promise<Ticket> {
  const ticket = await answerTo(documentId, viewerId)
  if (ticket.schemaVersion > schemaVersion) throw new ApiError(409, 'schema_outdated', 'Reload to go on.')
  // The page was kept for somebody else: nothing of theirs may be sent in this person's name.
  if (ticket.principal.id !== viewerId) {
    window.location.reload()
    throw new ApiError(401, 'ticket_invalid', 'Somebody else is signed in now.')
  }
  return ticket
}

async function answerTo(documentId: string, viewerId: string | null): Promise<Ticket> {
  try {
    return await api<Ticket>('POST', `/documents/${documentId}/tickets`)
  } catch (refusal) {
    throw viewerId === null ? refusal : await believed(refusal, viewerId)
  }
}

/**
 * The API tells a stranger that there is no such document. Before this is believed, and the copy on this device
 * deleted, we ask whether this page's person is signed in at all.
 */
async function believed(refusal: unknown, viewerId: string): Promise<unknown> {
  if (!(refusal instanceof ApiError) || refusal.status !== 404) return refusal
  try {
    const { principal } = await api<Me>('GET', '/me')
    if (principal.id !== viewerId) sessionEnded('expired')
    return refusal
  } catch (error) {
    return error
  }
}
