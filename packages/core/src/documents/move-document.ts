import type { Transaction } from '@quillwire/database'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { ancestorsOf } from '../events/ancestors.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { lockPlace } from './lock-document.ts'

interface MoveInput {
  documentId: string
  parentId: string | null
}

/** Puts the document under another one or, with null, at the top level. Who may see it does not change. */
export async function moveDocument(context: Context, input: MoveInput): Promise<void> {
  await context.database.transaction(async (tx) => {
    await lockPlace(tx, input.documentId)
    await moveInTransaction(context, tx, input)
  })
}

/**
 * Like `moveDocument`, in the caller's transaction, which holds `lockPlace`: two moves could otherwise form a cycle.
 */
export async function moveInTransaction(
  context: Context,
  tx: Transaction,
  { documentId, parentId }: MoveInput,
): Promise<void> {
  const facts = await requireDocument(tx, context.principal, documentId, 'write')
  if (parentId) await requirePlace(context, tx, facts.workspaceId, documentId, parentId)
  const { rows } = await tx.query<{ parentId: string | null; ancestorIds: string[] | null }>(
    `SELECT parent_id AS "parentId", ${ancestorsOf('$1::uuid')} AS "ancestorIds" FROM documents WHERE id = $1::uuid`,
    [documentId],
  )
  const [former] = rows
  if (!former || former.parentId === parentId) return
  await tx.document.update({ where: { id: documentId }, data: { parentId } })
  await recordEvent(tx, {
    workspaceId: facts.workspaceId,
    type: 'document.moved',
    actor: actorOf(context.principal),
    documentId,
    // So that subscribers to a folder hear about what leaves it, not only about what enters it.
    formerAncestorIds: former.ancestorIds,
    data: {
      document: await documentReference(tx, context.publicUrl, documentId),
      parentId,
      previousParentId: former.parentId,
    },
  })
  await context.database.notify('document_changed', { documentId, what: 'meta' }, tx)
}

/**
 * Throws when the document cannot be put under this one: `parent_elsewhere`, `parent_is_below`, or a right is missing.
 */
async function requirePlace(
  context: Context,
  tx: Transaction,
  workspaceId: string,
  documentId: string,
  parentId: string,
) {
  const parent = await requireDocument(tx, context.principal, parentId, 'write')
  if (parent.workspaceId !== workspaceId)
    throw invalid('parent_elsewhere', 'The parent is in another workspace.', { field: 'parentId' })
  const { rows } = await tx.query(
    `WITH RECURSIVE line AS (
       SELECT id, parent_id FROM documents WHERE id = $1::uuid
       UNION SELECT d.id, d.parent_id FROM documents d JOIN line ON d.id = line.parent_id
     ) SELECT id FROM line WHERE id = $2::uuid`,
    [parentId, documentId],
  )
  if (rows.length > 0)
    throw invalid(
      'parent_is_below',
      'A document cannot be put under itself, or under what lies in it. Choose another place.',
      {
        field: 'parentId',
      },
    )
}
