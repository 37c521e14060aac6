import { newId } from '@quillwire/database'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { lockAccess } from '../documents/lock-document.ts'
import { newToken, tokenHash } from '../secrets/seal.ts'
import { recordLinkEvent } from './record-link-event.ts'
import { requireFuture } from './require-future.ts'
import { type LinkRole, presentShareLink, type ShareLinkView, shareLinkUrl } from './share-link-view.ts'

/** Creates a link that gives its holders the role, signed in or not. */
export async function createShareLink(
  context: Context,
  input: { documentId: string; role: LinkRole; expiresAt?: Date | null },
): Promise<ShareLinkView & { url: string }> {
  await requireFuture(context.database, input.expiresAt)
  const token = newToken()
  const maker = actorOf(context.principal)
  const row = await context.database.transaction(async (tx) => {
    await lockAccess(tx, input.documentId)
    const { workspaceId } = await requireDocument(tx, context.principal, input.documentId, 'share')
    const link = await tx.shareLink.create({
      data: {
        id: newId(),
        documentId: input.documentId,
        role: input.role,
        tokenHash: tokenHash(token),
        tokenSealed: context.seal.seal(token),
        createdByType: maker.type,
        createdById: maker.id,
        expiresAt: input.expiresAt ?? null,
      },
    })
    await recordLinkEvent(context, tx, 'share_link.created', workspaceId, input.documentId, link)
    return link
  })
  const createdBy =
    maker.id !== null && (maker.type === 'user' || maker.type === 'api_key')
      ? { type: maker.type, id: maker.id, name: maker.name, gone: false }
      : null
  return { ...presentShareLink(context, { ...row, createdBy }), url: shareLinkUrl(context, token) }
}
