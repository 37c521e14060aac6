import * as Y from 'yjs'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { readHistory } from './read-history.ts'

/**
 * The document exactly as it was at a moment: all updates in its log until then.
 *
 * @throws `document_not_found` when the principal may not read it.
 */
export async function documentAt(
  context: Context,
  { documentId, moment }: { documentId: string; moment: Date },
): Promise<Y.Doc> {
  await requireDocument(context.database, context.principal, documentId, 'read')
  const ydoc = new Y.Doc()
  const updates: Uint8Array[] = []
  for await (const { update } of readHistory(context.database, documentId, moment)) updates.push(update)
  ydoc.transact(() => {
    for (const update of updates) Y.applyUpdate(ydoc, update)
  })
  return ydoc
}
