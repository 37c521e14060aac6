import type { Transaction } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { ancestorsOf } from '../events/ancestors.ts'
import { documentReferences } from '../events/document-reference.ts'
import { recordEvents } from '../events/record-events.ts'

/** Moves the direct children of a document that is about to be deleted to the top. The caller holds `lockTree`. */
export async function moveChildrenUp(
  context: Context,
  tx: Transaction,
  { workspaceId, documentId }: { workspaceId: string; documentId: string },
): Promise<void> {
  const { rows: moved } = await tx.query<{ id: string }>(
    'UPDATE documents SET parent_id = NULL WHERE parent_id = $1::uuid RETURNING id',
    [documentId],
  )
  if (moved.length === 0) return
  const ids = moved.map(({ id }) => id)
  const { rows } = await tx.query<{ above: string[] | null }>(`SELECT ${ancestorsOf('$1::uuid')} AS above`, [
    documentId,
  ])
  const references = await documentReferences(tx, context.publicUrl, ids)
  await recordEvents(tx, {
    workspaceId,
    type: 'document.moved',
    actor: actorOf(context.principal),
    // So that subscribers to a folder hear about what leaves it.
    formerAncestorIds: [documentId, ...(rows[0]?.above ?? [])],
    of: references.map((document) => ({
      documentId: document.id,
      data: { document, parentId: null, previousParentId: documentId },
    })),
  })
  await tx.query(
    `SELECT pg_notify('document_changed', json_build_object('documentId', id, 'what', 'meta')::text)::text
       FROM unnest($1::uuid[]) AS moved (id)`,
    [ids],
  )
}
