import { requireDocument } from '../access/document-facts.ts'
import type { Context } from '../context.ts'
import { presentThread, type ThreadView } from './comment-view.ts'
import { OLDEST_FIRST } from './oldest-first.ts'

/** The threads of the document with their comments, oldest first. */
export async function listThreads(context: Context, input: { documentId: string }): Promise<ThreadView[]> {
  await requireDocument(context.database, context.principal, input.documentId, 'read')
  const rows = await context.database.prisma.thread.findMany({
    where: { documentId: input.documentId },
    include: { comments: { orderBy: OLDEST_FIRST } },
    orderBy: OLDEST_FIRST,
  })
  return rows.map((row) => presentThread(context, row))
}
