import type { Context } from '../context.ts'
import { forbidden } from '../errors.ts'
import { commentBody } from './comment-body.ts'
import { type CommentView, isOwn, presentComment } from './comment-view.ts'
import { recordCommentEvent } from './record-comment-event.ts'
import { commentIn, type ThreadInput, withThread } from './with-thread.ts'

/** Changes the text of one's own comment. */
export async function editComment(
  context: Context,
  input: ThreadInput & { commentId: string; body: string },
): Promise<CommentView> {
  const body = commentBody(input.body)
  return await withThread(context, input, async (tx, thread, facts) => {
    const before = commentIn(thread, input.commentId)
    if (!isOwn(context, before))
      throw forbidden('not_own_comment', 'Only the author of a comment can change it.')
    if (before.body === body) return presentComment(context, before)
    const comment = await tx.comment.update({
      where: { id: before.id },
      data: { body, editedAt: context.now() },
    })
    await recordCommentEvent(context, tx, facts.workspaceId, thread, comment, {
      type: 'comment.updated',
      previousBody: before.body,
    })
    return presentComment(context, comment)
  })
}
