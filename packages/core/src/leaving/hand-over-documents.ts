import { newId, type Transaction } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { documentReferences } from '../events/document-reference.ts'
import { recordEvents } from '../events/record-events.ts'
import { notifyOfAccess } from './notify-of-access.ts'

/**
 * Makes an owner of the workspace the owner of documents that nobody could edit any more: the acting person if they are
 * one, otherwise whoever has been an owner the longest. Others learn about it from `document.shared`.
 *
 * @param leaving the person who is about to stop being an owner
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
  await tx.query(
    `INSERT INTO document_access (id, document_id, user_id, role)
     SELECT id, document_id, $3::uuid, 'owner' FROM unnest($1::uuid[], $2::uuid[]) AS handed_over (id, document_id)
         ON CONFLICT (document_id, user_id) DO UPDATE SET role = 'owner'`,
    [documentIds.map(() => newId()), documentIds, heir.id],
  )
  const references = await documentReferences(tx, context.publicUrl, documentIds)
  await recordEvents(tx, {
    workspaceId,
    type: 'document.shared',
    actor: actorOf(principal),
    of: references.map((document) => ({
      documentId: document.id,
      data: { document, with: { type: 'person', person: heir }, role: 'owner' },
    })),
  })
  await notifyOfAccess(tx, documentIds)
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
