import type { Context } from '../context.ts'
import { deleteComment } from './delete-comment.ts'
import { OLDEST_FIRST } from './oldest-first.ts'
import { type ThreadInput, threadNotFound } from './with-thread.ts'

/** Deletes the whole thread. Allowed for whoever started it and for editors. */
export async function deleteThread(context: Context, input: ThreadInput): Promise<void> {
  const thread = await context.database.prisma.thread.findFirst({
    where: { id: input.threadId, documentId: input.documentId },
    include: { comments: { orderBy: OLDEST_FIRST, take: 1, select: { id: true } } },
  })
  const first = thread?.comments[0]
  if (!first) throw threadNotFound()
  await deleteComment(context, { ...input, commentId: first.id })
}
