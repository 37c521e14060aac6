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
 * While people type, an integration's edit is not saved here but together with their text, as the sync server saves
 * every few seconds. Otherwise, an integration that answers each save would be sent a save of its own edit along with
 * what people had typed until then, would answer that, and so on without a pause.
 *
 * @param also runs in the same transaction; if it throws, the edit is undone.
 * @param lock takes the locks that the edit and `also` need.
 * @throws `document_too_large` when the document would become too large. As in the editor, an edit that only deletes is
 * always accepted.
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
    // Otherwise a program that appends for years would fill the document.
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

/** A sync server saves within ten seconds. Anything older will not be saved by one: it has died. */
const SAVED_WITHIN = '30 seconds'

/** Whether a sync server is about to save something in the log. It will then save an edit from outside too. */
async function somebodyTypes(tx: Executor, documentId: string): Promise<boolean> {
  const { rows } = await tx.query(
    `SELECT FROM document_updates u JOIN document_contents c ON c.document_id = u.document_id
      WHERE u.document_id = $1::uuid AND u.actor_type <> 'integration' AND u.created_at > c.saved_at
        AND u.created_at > now() - interval '${SAVED_WITHIN}' LIMIT 1`,
    [documentId],
  )
  return rows.length > 0
}
