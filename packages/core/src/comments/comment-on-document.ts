import type { Transaction } from '@quillwire/database'
import { firstText } from '@quillwire/editor'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { loadDocument } from '../documents/load-document.ts'
import type { ThreadView } from './comment-view.ts'
import { startThread } from './start-thread.ts'

/**
 * Starts a thread about the document, for programs, which have no selection. It is anchored at the document's first
 * text; if there is none, its quote is empty.
 *
 * @param also runs in the same transaction; if it throws, no thread is started.
 */
export async function commentOnDocument(
  context: Context,
  { documentId, body }: { documentId: string; body: string },
  also?: (tx: Transaction) => Promise<void>,
): Promise<ThreadView> {
  await requireDocument(context.database, context.principal, documentId, 'comment')
  const place = firstText(await loadDocument(context.database, documentId))
  return await startThread(context, { documentId, ...place, body }, also)
}
