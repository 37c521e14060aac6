import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { presentThread, type ThreadView } from './comment-view.ts'
import { OLDEST_FIRST } from './oldest-first.ts'
import { type ThreadInput, threadNotFound } from './with-thread.ts'

/** One thread with its comments, oldest first. */
export async function getThread(context: Context, input: ThreadInput): Promise<ThreadView> {
  const { documentId, threadId } = input
  await requireDocument(context.database, context.principal, documentId, 'read')
  const row = await context.database.prisma.thread.findFirst({
    where: { id: threadId, documentId },
    include: { comments: { orderBy: OLDEST_FIRST } },
  })
  if (!row) throw threadNotFound()
  return presentThread(context, row)
}
