import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { actorSchema, documentReferenceSchema } from './envelope.ts'
import { sampleComment, sampleDocument, sampleThread } from './samples.ts'

const thread = z
  .object({ id: z.uuid(), quote: z.string().describe('The commented text, as it was then.') })
  .meta({ id: 'ThreadReference' })
const comment = z
  .object({
    id: z.uuid(),
    threadId: z.uuid(),
    body: z.string().describe('Plain text.'),
    author: actorSchema.describe('Who wrote it.'),
  })
  .meta({ id: 'CommentReference' })
const onThread = z.object({ document: documentReferenceSchema, thread })
const onComment = onThread.extend({ comment })
const sample = { document: sampleDocument, thread: sampleThread, comment: sampleComment }

export const commentEvents = [
  defineEvent({
    type: 'comment.created',
    title: 'Comment written',
    description: 'A thread was started or replied to.',
    data: onComment.extend({ reply: z.boolean().describe('False for the comment that starts the thread.') }),
    sample: { ...sample, reply: false },
  }),
  defineEvent({
    type: 'comment.updated',
    title: 'Comment edited',
    description: 'The author changed the text of a comment.',
    data: onComment.extend({ previousBody: z.string() }),
    sample: { ...sample, previousBody: 'Is the date confirmed?' },
  }),
  defineEvent({
    type: 'comment.deleted',
    title: 'Comment deleted',
    description: 'A comment was deleted; deleting the first one deletes its thread.',
    data: onComment,
    sample,
  }),
  defineEvent({
    type: 'thread.resolved',
    title: 'Thread resolved',
    description: 'A comment thread was marked as resolved.',
    data: onThread,
    sample: { document: sampleDocument, thread: sampleThread },
  }),
  defineEvent({
    type: 'thread.reopened',
    title: 'Thread reopened',
    description: 'A resolved thread was opened again.',
    data: onThread,
    sample: { document: sampleDocument, thread: sampleThread },
  }),
] as const
