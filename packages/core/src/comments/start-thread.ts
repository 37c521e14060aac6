import { newId, storable, type Transaction } from '@quillwire/database'
import { MAX_QUOTE_LENGTH, truncate } from '@quillwire/editor'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { keepDocument } from '../documents/lock-document.ts'
import { type Anchor, readAnchor } from './anchor.ts'
import { commentBody } from './comment-body.ts'
import { presentThread, type ThreadView } from './comment-view.ts'
import { recordCommentEvent } from './record-comment-event.ts'

/**
 * Starts a thread on a piece of the text. The anchor is kept outside the text, so no right to edit is needed.
 *
 * @param also runs in the same transaction; if it throws, no thread is started.
 */
export async function startThread(
  context: Context,
  input: { documentId: string; anchor: Anchor; quote: string; body: string },
  also?: (tx: Transaction) => Promise<void>,
): Promise<ThreadView> {
  const body = commentBody(input.body)
  const anchor = readAnchor(input.anchor, 'anchor.')
  return await context.database.transaction(async (tx) => {
    await keepDocument(tx, input.documentId)
    const facts = await requireDocument(tx, context.principal, input.documentId, 'comment')
    const author = actorOf(context.principal)
    const thread = await tx.thread.create({
      data: {
        id: newId(),
        documentId: input.documentId,
        ...anchor,
        // A Y.Doc may contain characters that PostgreSQL cannot store.
        quote: storable(truncate(input.quote, MAX_QUOTE_LENGTH)),
        comments: {
          create: {
            id: newId(),
            authorType: author.type,
            authorId: author.id,
            authorName: author.name,
            body,
          },
        },
      },
      include: { comments: true },
    })
    const [comment] = thread.comments
    if (comment)
      await recordCommentEvent(context, tx, facts.workspaceId, thread, comment, {
        type: 'comment.created',
        reply: false,
      })
    await also?.(tx)
    const { documentId } = input
    await context.database.notify(
      'document_changed',
      { documentId, what: 'threads', threadId: thread.id },
      tx,
    )
    return presentThread(context, thread)
  })
}
