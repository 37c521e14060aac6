import { newId, type Transaction } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'

/**
 * Makes an owner of the workspace the owner of documents that nobody could edit any more: who does it where they are one, else
 * who has been one for the longest. Others see by `document.shared` that it happened.
 *
 * @param leaving who is about to be an owner no more
 */
export async function handOverDocuments(
  context: Context,
  tx: Transaction,
  { workspaceId, documentIds, leaving }: { workspaceId: string; documentIds: string[]; leaving?: string },
): Promise<void> {
  if (documentIds.length === 0) return
  const { principal } = context
  const heir = await heirOf(tx, workspaceId, principal.type === 'user' ? principal.id : undefined, leaving)
  if (!heir) return
  for (const documentId of documentIds) {
    await tx.documentAccess.upsert({
      where: { documentId_userId: { documentId, userId: heir.id } },
      create: { id: newId(), documentId, userId: heir.id, role: 'owner' },
      update: { role: 'owner' },
    })
    await recordEvent(tx, {
      workspaceId,
      actor: actorOf(principal),
      documentId,
      type: 'document.shared',
      data: {
        document: await documentReference(tx, context.publicUrl, documentId),
        with: { type: 'person', person: heir },
        role: 'owner',
      },
    })
    await context.database.notify('document_access', { documentId }, tx)
  }
}

async function heirOf(
  tx: Transaction,
  workspaceId: string,
  actingId: string | undefined,
  leaving: string | undefined,
) {
  const owners = await tx.member.findMany({
    where: { workspaceId, role: 'owner', ...(leaving && { userId: { not: leaving } }) },
    include: { user: { select: { id: true, name: true, email: true } } },
    orderBy: { createdAt: 'asc' },
  })
  return (owners.find(({ userId }) => userId === actingId) ?? owners[0])?.user
}
