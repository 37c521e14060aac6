import { decideDocument } from '../access/decide.ts'
import type { Context } from '../context.ts'
import { conflict, forbidden } from '../errors.ts'
import { isOwn } from './comment-view.ts'
import { recordCommentEvent } from './record-comment-event.ts'
import { commentIn, type ThreadInput, withThread } from './with-thread.ts'

/**
 * Deletes a comment: one's own or, as an editor, anyone's. Deleting the first comment deletes the thread.
 *
 * @param input `unlessAnswered`: keeps a thread in which others wrote, and throws `thread_answered`.
 */
export async function deleteComment(
  context: Context,
  input: ThreadInput & { commentId: string; unlessAnswered?: boolean | undefined },
): Promise<void> {
  await withThread(context, input, async (tx, thread, facts) => {
    const comment = commentIn(thread, input.commentId)
    if (!isOwn(context, comment) && !decideDocument(context.principal, 'write', facts))
      throw forbidden('not_own_comment', 'Only the author of a comment, or an editor, can delete it.')
    const begins = comment.id === thread.comments[0]?.id
    if (begins && input.unlessAnswered && thread.comments.some((one) => !isOwn(context, one)))
      throw conflict('thread_answered', 'The thread stays: somebody has answered in it meanwhile.')
    await recordCommentEvent(context, tx, facts.workspaceId, thread, comment, { type: 'comment.deleted' })
    if (begins) await tx.thread.delete({ where: { id: thread.id } })
    else await tx.comment.delete({ where: { id: comment.id } })
  })
}
