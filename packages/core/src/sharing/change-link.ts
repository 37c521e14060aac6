import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { lockAccess } from '../documents/lock-document.ts'
import { notFound } from '../errors.ts'
import { recordLinkEvent } from './record-link-event.ts'
import type { LinkRole } from './share-link-view.ts'

/** Changes a link that was not revoked, and records the event. Open editors are notified. */
export async function changeLink(
  context: Context,
  { documentId, id }: { documentId: string; id: string },
  type: 'share_link.updated' | 'share_link.revoked',
  data: { role?: LinkRole; expiresAt?: Date | null; revokedAt?: Date },
) {
  return await context.database.transaction(async (tx) => {
    await lockAccess(tx, documentId)
    const facts = await requireDocument(tx, context.principal, documentId, 'share')
    const found = await tx.shareLink.findFirst({ where: { id, documentId, revokedAt: null } })
    if (!found) throw notFound('share_link_not_found', 'There is no such link, or it was revoked already.')
    const link = await tx.shareLink.update({ where: { id }, data })
    await recordLinkEvent(context, tx, type, facts.workspaceId, documentId, link)
    await context.database.notify('document_access', { documentId }, tx)
    return link
  })
}
