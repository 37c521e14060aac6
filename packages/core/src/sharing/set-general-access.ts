import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { lockAccess } from '../documents/lock-document.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { requireEditor } from './require-editor.ts'

/** Sets what everyone in the workspace may do with the document; null for nothing. */
export async function setGeneralAccess(
  context: Context,
  input: { documentId: string; role: Exclude<DocumentRole, 'owner'> | null },
): Promise<void> {
  const { documentId, role } = input
  await context.database.transaction(async (tx) => {
    await lockAccess(tx, documentId)
    const facts = await requireDocument(tx, context.principal, documentId, 'share')
    const previousRole = facts.generalAccess
    if (previousRole === role) return
    const common = { workspaceId: facts.workspaceId, actor: actorOf(context.principal), documentId }
    const document = await documentReference(tx, context.publicUrl, documentId)
    const audience = { document, with: { type: 'workspace' as const } }
    // An event goes to whoever may see the document at that moment, so closing it is recorded before the change.
    if (!role && previousRole)
      await recordEvent(tx, { ...common, type: 'document.unshared', data: { ...audience, previousRole } })
    await tx.document.update({ where: { id: documentId }, data: { generalAccess: role } })
    if (previousRole === 'editor') await requireEditor(tx, documentId)
    if (role && previousRole)
      await recordEvent(tx, {
        ...common,
        type: 'document.share_updated',
        data: { ...audience, role, previousRole },
      })
    if (role && !previousRole)
      await recordEvent(tx, { ...common, type: 'document.shared', data: { ...audience, role } })
    await context.database.notify('document_access', { documentId }, tx)
  })
}
