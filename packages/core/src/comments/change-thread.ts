import { newId, type Transaction } from '@quillwire/database'
import { type DocumentFacts, decideDocument } from '../access/decide.ts'
import { requireDocument } from '../access/document-facts.ts'
import { actorOf } from '../access/principal.ts'
import type { Context } from '../context.ts'
import { conflict, forbidden, notFound } from '../errors.ts'
import { commentBody } from './comment-body.ts'
import { type CommentView, isOwn, presentComment } from './list-threads.ts'
import { recordCommentEvent, recordThreadEvent } from './record-comment-event.ts'

interface ThreadInput {
  documentId: string
  threadId: string
}

type LockedThread = Awaited<ReturnType<typeof lockedThread>>

/** Answers in a thread. A resolved one is opened again, so that the answer is seen. */
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

/** Changes the text of one's own comment. */
export async function editComment(
  context: Context,
  input: ThreadInput & { commentId: string; body: string },
): Promise<CommentView> {
  const body = commentBody(input.body)
  return await withThread(context, input, async (tx, thread, facts) => {
    const before = commentIn(thread, input.commentId)
    if (!isOwn(context, before)) throw forbidden('not_own_comment', 'Only who wrote a comment can change it.')
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

/**
 * Deletes a comment: one's own, or as an editor any. With the first one goes the thread.
 * @param input `unlessAnswered`: a thread in which others wrote stays, and `thread_answered` says so.
 */
export async function deleteComment(
  context: Context,
  input: ThreadInput & { commentId: string; unlessAnswered?: boolean | undefined },
): Promise<void> {
  await withThread(context, input, async (tx, thread, facts) => {
    const comment = commentIn(thread, input.commentId)
    if (!isOwn(context, comment) && !decideDocument(context.principal, 'write', facts))
      throw forbidden('not_own_comment', 'Only who wrote a comment, or an editor, can delete it.')
    const begins = comment.id === thread.comments[0]?.id
    if (begins && input.unlessAnswered && thread.comments.some((one) => !isOwn(context, one)))
      throw conflict('thread_answered', 'The thread stays: somebody has answered in it meanwhile.')
    await recordCommentEvent(context, tx, facts.workspaceId, thread, comment, { type: 'comment.deleted' })
    if (begins) await tx.thread.delete({ where: { id: thread.id } })
    else await tx.comment.delete({ where: { id: comment.id } })
  })
}

/** Deletes the whole thread: whoever started it, or an editor. */
export async function deleteThread(context: Context, input: ThreadInput): Promise<void> {
  const thread = await context.database.prisma.thread.findFirst({
    where: { id: input.threadId, documentId: input.documentId },
    include: { comments: { orderBy: { createdAt: 'asc' }, take: 1, select: { id: true } } },
  })
  const first = thread?.comments[0]
  if (!first) throw threadNotFound()
  await deleteComment(context, { ...input, commentId: first.id })
}

/** Marks the thread as settled; it leaves the margin and stays in the list of resolved ones. */
export async function resolveThread(context: Context, input: ThreadInput): Promise<void> {
  await withThread(context, input, (tx, thread, facts) => setResolved(context, tx, thread, facts, true))
}

/** Takes the mark away. */
export async function reopenThread(context: Context, input: ThreadInput): Promise<void> {
  await withThread(context, input, (tx, thread, facts) => setResolved(context, tx, thread, facts, false))
}

async function setResolved(
  context: Context,
  tx: Transaction,
  thread: LockedThread,
  facts: DocumentFacts,
  resolved: boolean,
) {
  if ((thread.resolvedAt !== null) === resolved) return
  await tx.query(
    `UPDATE threads SET resolved_at = $2::timestamptz, resolved_by = $3::jsonb WHERE id = $1::uuid`,
    resolved
      ? [thread.id, context.now(), JSON.stringify(actorOf(context.principal))]
      : [thread.id, null, null],
  )
  await recordThreadEvent(
    context,
    tx,
    facts.workspaceId,
    thread,
    resolved ? 'thread.resolved' : 'thread.reopened',
  )
}

async function withThread<Result>(
  context: Context,
  input: ThreadInput,
  change: (tx: Transaction, thread: LockedThread, facts: DocumentFacts) => Promise<Result>,
): Promise<Result> {
  return await context.database.transaction(async (tx) => {
    const facts = await requireDocument(tx, context.principal, input.documentId, 'comment')
    const thread = await lockedThread(tx, input)
    const result = await change(tx, thread, facts)
    await context.database.notify('document_changed', { documentId: input.documentId, what: 'threads' }, tx)
    return result
  })
}

async function lockedThread(tx: Transaction, { documentId, threadId }: ThreadInput) {
  await tx.query('SELECT id FROM threads WHERE id = $1::uuid FOR UPDATE', [threadId])
  const thread = await tx.thread.findFirst({
    where: { id: threadId, documentId },
    include: { comments: { orderBy: { createdAt: 'asc' } } },
  })
  if (!thread) throw threadNotFound()
  return thread
}

function commentIn(thread: LockedThread, commentId: string) {
  const comment = thread.comments.find(({ id }) => id === commentId)
  if (!comment) throw notFound('comment_not_found', 'There is no such comment, or it was deleted.')
  return comment
}

function threadNotFound() {
  return notFound('thread_not_found', 'There is no such thread, or it was deleted.')
}
