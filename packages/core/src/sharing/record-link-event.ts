import type { Transaction } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'

/** Records what happened to a link, in the transaction of the change. */
export async function recordLinkEvent(
  context: Context,
  tx: Transaction,
  type: 'share_link.created' | 'share_link.updated' | 'share_link.revoked',
  workspaceId: string,
  documentId: string,
  link: { id: string; role: DocumentRole; expiresAt: Date | null },
) {
  await recordEvent(tx, {
    workspaceId,
    type,
    actor: actorOf(context.principal),
    documentId,
    data: {
      document: await documentReference(tx, context.publicUrl, documentId),
      link: { id: link.id, role: link.role, expiresAt: link.expiresAt?.toISOString() ?? null },
    },
  })
}
