import type { Transaction } from '@quillwire/database'
import type { DocumentReference } from '@quillwire/events'
import { actorOf } from '../access/principal.ts'
import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'

export interface LinkFacts {
  id: string
  role: DocumentRole
  expiresAt: Date | null
}

/** The data of an event about a link. */
export function linkEventData(document: DocumentReference, { id, role, expiresAt }: LinkFacts) {
  return { document, link: { id, role, expiresAt: expiresAt?.toISOString() ?? null } }
}

/** Records what happened to a link, in the transaction of the change. */
export async function recordLinkEvent(
  context: Context,
  tx: Transaction,
  type: 'share_link.created' | 'share_link.updated' | 'share_link.revoked',
  workspaceId: string,
  documentId: string,
  link: LinkFacts,
) {
  await recordEvent(tx, {
    workspaceId,
    type,
    actor: actorOf(context.principal),
    documentId,
    data: linkEventData(await documentReference(tx, context.publicUrl, documentId), link),
  })
}
