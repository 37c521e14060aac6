import type { Transaction } from '@quillwire/database'
import type { DocumentAction, DocumentFacts } from '../access/decide.ts'
import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { keepDocument } from '../documents/lock-document.ts'
import { notFound } from '../errors.ts'
import { OLDEST_FIRST } from './oldest-first.ts'

export interface ThreadInput {
  documentId: string
  threadId: string
}

export type LockedThread = Awaited<ReturnType<typeof findThread>>

/**
 * Changes a thread while holding its lock, and notifies whoever has the document open.
 *
 * @param action what the principal must be allowed to do to the document.
 */
export async function withThread<Result>(
  context: Context,
  input: ThreadInput,
  change: (tx: Transaction, thread: LockedThread, facts: DocumentFacts) => Promise<Result>,
  action: DocumentAction = 'comment',
): Promise<Result> {
  return await context.database.transaction(async (tx) => {
    await keepDocument(tx, input.documentId)
    await tx.query('SELECT FROM threads WHERE id = $1::uuid AND document_id = $2::uuid FOR UPDATE', [
      input.threadId,
      input.documentId,
    ])
    // Checked after locking, since the principal may have lost the right while waiting.
    const facts = await requireDocument(tx, context.principal, input.documentId, action)
    const thread = await findThread(tx, input)
    const result = await change(tx, thread, facts)
    const { documentId, threadId } = input
    await context.database.notify('document_changed', { documentId, what: 'threads', threadId }, tx)
    return result
  })
}

async function findThread(tx: Transaction, { documentId, threadId }: ThreadInput) {
  const thread = await tx.thread.findFirst({
    where: { id: threadId, documentId },
    include: { comments: { orderBy: OLDEST_FIRST } },
  })
  if (!thread) throw threadNotFound()
  return thread
}

export function commentIn(thread: LockedThread, commentId: string) {
  const comment = thread.comments.find(({ id }) => id === commentId)
  if (!comment) throw notFound('comment_not_found', 'There is no such comment, or it was deleted.')
  return comment
}

export function threadNotFound() {
  return notFound('thread_not_found', 'There is no such thread, or it was deleted.')
}
