import type { Transaction } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { documentReference } from '../events/document-reference.ts'
import { recordEvent } from '../events/record-event.ts'
import { type CommentRow, commentAuthor } from './comment-view.ts'

interface ThreadIdentity {
  id: string
  documentId: string
  quote: string
}
type CommentChange =
  | { type: 'comment.created'; reply: boolean }
  | { type: 'comment.updated'; previousBody: string }
  | { type: 'comment.deleted' }

/** Records what happened to a comment, in the transaction of the change. */
export async function recordCommentEvent(
  context: Context,
  tx: Transaction,
  workspaceId: string,
  thread: ThreadIdentity,
  comment: CommentRow,
  change: CommentChange,
): Promise<void> {
  const common = { workspaceId, actor: actorOf(context.principal), documentId: thread.documentId }
  const data = {
    document: await documentReference(tx, context.publicUrl, thread.documentId),
    thread: { id: thread.id, quote: thread.quote },
    comment: { id: comment.id, threadId: thread.id, body: comment.body, author: commentAuthor(comment) },
  }
  switch (change.type) {
    case 'comment.created':
      await recordEvent(tx, { ...common, type: change.type, data: { ...data, reply: change.reply } })
      break
    case 'comment.updated':
      await recordEvent(tx, {
        ...common,
        type: change.type,
        data: { ...data, previousBody: change.previousBody },
      })
      break
    case 'comment.deleted':
      await recordEvent(tx, { ...common, type: change.type, data })
  }
}

/** Records that a thread was resolved or opened again. */
export async function recordThreadEvent(
  context: Context,
  tx: Transaction,
  workspaceId: string,
  thread: ThreadIdentity,
  type: 'thread.resolved' | 'thread.reopened',
): Promise<void> {
  await recordEvent(tx, {
    workspaceId,
    actor: actorOf(context.principal),
    documentId: thread.documentId,
    type,
    data: {
      document: await documentReference(tx, context.publicUrl, thread.documentId),
      thread: { id: thread.id, quote: thread.quote },
    },
  })
}
