import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { lockAccess } from '../documents/lock-document.ts'
import { conflict, notFound } from '../errors.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { requireEditor } from './require-editor.ts'

/** Takes away the role that a person was given by name. General access is not changed. */
export async function unshareWithPerson(
  context: Context,
  input: { documentId: string; userId: string },
): Promise<void> {
  const { documentId, userId } = input
  await context.database.transaction(async (tx) => {
    await lockAccess(tx, documentId)
    // People may give up their own role without the right to share.
    const own = context.principal.type === 'user' && context.principal.id === userId
    const facts = await requireDocument(tx, context.principal, documentId, own ? 'read' : 'share')
    const grant = await tx.documentAccess.findUnique({
      where: { documentId_userId: { documentId, userId } },
      include: { user: { select: { id: true, name: true, email: true } } },
    })
    if (!grant)
      throw notFound('access_not_found', 'This person was not given a role on the document by name.')
    if (grant.role === 'owner')
      throw conflict(
        'person_is_owner',
        'The document was handed over to this person, who owns it: the role cannot be taken away.',
      )
    await tx.documentAccess.delete({ where: { id: grant.id } })
    if (grant.role === 'editor') await requireEditor(tx, documentId)
    await recordEvent(tx, {
      workspaceId: facts.workspaceId,
      actor: actorOf(context.principal),
      documentId,
      type: 'document.unshared',
      data: {
        document: await documentReference(tx, context.publicUrl, documentId),
        with: { type: 'person', person: grant.user },
        previousRole: grant.role,
      },
    })
    await context.database.notify('document_access', { documentId, userId }, tx)
  })
}
