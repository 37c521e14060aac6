import { newId, type Transaction } from '@quillwire/database'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { DocumentRole } from '../access/roles.ts'
import type { Context } from '../context.ts'
import { lockAccess } from '../documents/lock-document.ts'
import { conflict, invalid } from '../errors.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { requireEditor } from './require-editor.ts'

type GrantableRole = Exclude<DocumentRole, 'owner'>

/** Gives a person in the workspace a role on the document, or changes the one they have. */
export async function shareWithPerson(
  context: Context,
  input: { documentId: string; userId: string; role: GrantableRole },
): Promise<void> {
  const { documentId, userId, role } = input
  await context.database.transaction(async (tx) => {
    await lockAccess(tx, documentId)
    const facts = await requireDocument(tx, context.principal, documentId, 'share')
    const person = await memberOf(tx, facts.workspaceId, userId)
    if (facts.createdByType === 'user' && facts.createdById === userId)
      throw conflict(
        'creator_is_owner',
        'This person made the document and owns it: the role cannot be changed.',
      )
    const where = { documentId_userId: { documentId, userId } }
    const before = await tx.documentAccess.findUnique({ where })
    if (before?.role === role) return
    if (before?.role === 'owner')
      throw conflict(
        'person_is_owner',
        'The document was handed over to this person, who owns it: the role cannot be changed.',
      )
    const createdById = context.principal.type === 'user' ? context.principal.id : null
    await tx.documentAccess.upsert({
      where,
      create: { id: newId(), documentId, userId, role, createdById },
      update: { role },
    })
    if (role !== 'editor') await requireEditor(tx, documentId)
    const common = {
      workspaceId: facts.workspaceId,
      actor: actorOf(context.principal),
      documentId,
    }
    const document = await documentReference(tx, context.publicUrl, documentId)
    const data = { document, with: { type: 'person' as const, person }, role }
    if (before)
      await recordEvent(tx, {
        ...common,
        type: 'document.share_updated',
        data: { ...data, previousRole: before.role },
      })
    else await recordEvent(tx, { ...common, type: 'document.shared', data })
    await context.database.notify('document_access', { documentId, userId }, tx)
  })
}

async function memberOf(tx: Transaction, workspaceId: string, userId: string) {
  const member = await tx.member.findUnique({
    where: { workspaceId_userId: { workspaceId, userId } },
    select: { user: { select: { id: true, name: true, email: true } } },
  })
  if (!member)
    throw invalid(
      'not_a_member',
      'This person is not in the workspace. Invite them first, or make a share link.',
      {
        field: 'userId',
      },
    )
  return member.user
}
