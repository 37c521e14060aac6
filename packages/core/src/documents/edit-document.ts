import type { Executor, Transaction } from '@quillwire/database'
import * as Y from 'yjs'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { loadDocument } from './load-document.ts'
import { lockDocument } from './lock-document.ts'
import { onlyDeletes } from './only-deletes.ts'
import { requireRoom } from './require-room.ts'
import { saveInTransaction } from './save-document.ts'
import { appendUpdate } from './update-log.ts'

/**
 * Edits a document from outside the editor: loads it, runs the edit, appends what changed to the log and saves it, all
 * in one transaction. A `collab` process that has the document open is notified and applies the row. Two such edits of
 * one document wait for each other.
 *
 * While people type, what an integration writes is saved with their words, as the sync server does every few seconds. One that
 * answers each save would otherwise be told of what they wrote until then with its own, answer that, and so on without a pause.
 *
 * @param also runs in the same transaction: what it throws undoes the edit.
 * @param lock what the edit, and `also`, need to have.
 * @throws `document_too_large` where it would become so; as in the editor, what only deletes is always taken.
 */
export async function editDocument(
  context: Context,
  documentId: string,
  edit: (ydoc: Y.Doc) => void,
  also?: (tx: Transaction) => Promise<void>,
  lock = lockDocument,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    const at = await lock(tx, documentId)
    await requireDocument(tx, context.principal, documentId, 'write')
    const ydoc = await loadDocument(tx, documentId)
    const updates: Uint8Array[] = []
    ydoc.on('update', (update: Uint8Array) => updates.push(update))
    edit(ydoc)
    await also?.(tx)
    if (updates.length === 0) return
    const update = Y.mergeUpdates(updates)
    // Else a program that appends to a log for years would fill it.
    if (!onlyDeletes(update)) requireRoom(context, Y.encodeStateAsUpdate(ydoc))
    const actor = actorOf(context.principal)
    const id = await appendUpdate(tx, {
      documentId,
      update,
      actorType: actor.type,
      actorId: actor.id,
      at,
    })
    if (actor.type !== 'integration' || !(await somebodyTypes(tx, documentId)))
      await saveInTransaction(context, tx, { documentId, ydoc, actor, at })
    await context.database.notify('document_update', { documentId, updateIds: [String(id)] }, tx)
  })
}

/** A sync server saves within ten seconds; what is older is not on its way any more, as it died. */
const SAVED_WITHIN = '30 seconds'

/** Whether there is something in the log that a sync server will save: it does so with what is written from outside now. */
async function somebodyTypes(tx: Executor, documentId: string): Promise<boolean> {
  const { rows } = await tx.query(
    `SELECT FROM document_updates u JOIN document_contents c ON c.document_id = u.document_id
      WHERE u.document_id = $1::uuid AND u.actor_type <> 'integration' AND u.created_at > c.saved_at
        AND u.created_at > now() - interval '${SAVED_WITHIN}' LIMIT 1`,
    [documentId],
  )
  return rows.length > 0
}
