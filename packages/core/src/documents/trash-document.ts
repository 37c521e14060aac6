import type { DocumentAction } from '../access/decide.ts'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { lockDocument } from './lock-document.ts'

interface Input {
  documentId: string
}

/** Puts the document in the trash. Open editors become read-only; nothing is lost. */
export async function trashDocument(context: Context, input: Input): Promise<void> {
  await setTrashed(context, input, 'trash')
}

/** Takes the document out of the trash. */
export async function restoreDocument(context: Context, input: Input): Promise<void> {
  await setTrashed(context, input, 'restore')
}

async function setTrashed(context: Context, { documentId }: Input, action: 'trash' | 'restore') {
  await context.database.transaction(async (tx) => {
    await lockDocument(tx, documentId)
    const facts = await requireDocument(tx, context.principal, documentId, action satisfies DocumentAction)
    await tx.document.update({
      where: { id: documentId },
      data: { trashedAt: action === 'trash' ? context.now() : null },
    })
    await recordEvent(tx, {
      workspaceId: facts.workspaceId,
      type: action === 'trash' ? 'document.trashed' : 'document.restored',
      actor: actorOf(context.principal),
      documentId,
      data: { document: await documentReference(tx, context.publicUrl, documentId) },
    })
    await context.database.notify('document_access', { documentId }, tx)
    await context.database.notify(
      'document_changed',
      { documentId, what: action === 'trash' ? 'trashed' : 'meta' },
      tx,
    )
  })
}
