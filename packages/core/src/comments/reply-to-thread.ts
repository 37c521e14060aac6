import { newId } from '@quillwire/database'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { commentBody } from './comment-body.ts'
import { type CommentView, presentComment } from './comment-view.ts'
import { recordCommentEvent } from './record-comment-event.ts'
import { setResolved } from './resolve-thread.ts'
import { type ThreadInput, withThread } from './with-thread.ts'

/** Answers in a thread. A resolved thread is reopened, so that the answer is seen. */
export async function replyToThread(
  context: Context,
  input: ThreadInput & { body: string },
): Promise<CommentView> {
  const body = commentBody(input.body)
  return await withThread(context, input, async (tx, thread, facts) => {
    const author = actorOf(context.principal)
    const comment = await tx.comment.create({
      data: {
        id: newId(),
        threadId: thread.id,
        authorType: author.type,
        authorId: author.id,
        authorName: author.name,
        body,
        createdAt: behind(thread.comments.at(-1)?.createdAt, context.now()),
      },
    })
    await recordCommentEvent(context, tx, facts.workspaceId, thread, comment, {
      type: 'comment.created',
      reply: true,
    })
    if (thread.resolvedAt) await setResolved(context, tx, thread, facts, false)
    return presentComment(context, comment)
  })
}

/**
 * Comments are ordered by time, and the first one is the start of the thread. A clock that is behind, for example that
 * of another server, must not put an answer before it.
 */
function behind(latest: Date | undefined, now: Date): Date {
  return latest && latest >= now ? new Date(latest.getTime() + 1) : now
}
