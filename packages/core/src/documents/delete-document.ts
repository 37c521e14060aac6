import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { deleteUnused, noteFilesOf } from '../files/unused-files.ts'
import { lockTree } from './lock-document.ts'
import { moveChildrenUp } from './move-children-up.ts'

/** Deletes a document from the trash for good, with its history, comments and files. Children move to the top level. */
export async function deleteDocument(
  context: Context,
  { documentId }: { documentId: string },
): Promise<void> {
  const keys = await context.database.transaction(async (tx) => {
    // Its children move and its rows are deleted. A member's departure could change these too.
    await lockTree(tx, documentId)
    // This keeps anybody else from deleting it meanwhile, and any file from being added that would be left behind.
    await tx.query('SELECT FROM documents WHERE id = $1::uuid FOR UPDATE', [documentId])
    const facts = await requireDocument(tx, context.principal, documentId, 'delete')
    await moveChildrenUp(context, tx, { workspaceId: facts.workspaceId, documentId })
    await recordEvent(tx, {
      workspaceId: facts.workspaceId,
      type: 'document.deleted',
      actor: actorOf(context.principal),
      documentId,
      data: { document: await documentReference(tx, context.publicUrl, documentId) },
    })
    const unused = await noteFilesOf(tx, documentId)
    await tx.document.delete({ where: { id: documentId } })
    await context.database.notify('document_access', { documentId }, tx)
    await context.database.notify('document_changed', { documentId, what: 'deleted' }, tx)
    return unused
  })
  // Only after the commit: if it failed, the row would be left without its file, a broken picture.
  await deleteUnused(context, keys)
}
