import { z } from '@hono/zod-openapi'
import { MAX_ANCHOR_LENGTH } from '@quillwire/core/comments/anchor'
import { anchorThread } from '@quillwire/core/comments/anchor-thread'
import { MAX_COMMENT_LENGTH } from '@quillwire/core/comments/comment-body'
import { commentOnDocument } from '@quillwire/core/comments/comment-on-document'
import { deleteComment } from '@quillwire/core/comments/delete-comment'
import { deleteThread } from '@quillwire/core/comments/delete-thread'
import { editComment } from '@quillwire/core/comments/edit-comment'
import { getThread } from '@quillwire/core/comments/get-thread'
import { listThreads } from '@quillwire/core/comments/list-threads'
import { replyToThread } from '@quillwire/core/comments/reply-to-thread'
import { reopenThread, resolveThread } from '@quillwire/core/comments/resolve-thread'
import { startThread } from '@quillwire/core/comments/start-thread'
import { type Api, wire } from '../api-types.ts'
import { closedObject } from '../closed-object.ts'
import { createRoute } from '../create-route.ts'
import {
  actor,
  body,
  done,
  flag,
  id,
  idParams,
  json,
  page,
  pageOf,
  problems,
  shortListQuery,
  text,
  time,
} from '../schemas.ts'

const tags = ['Comments']
const path = '/documents/{id}/threads'
const threadPath = `${path}/{threadId}` as const
const threadParams = idParams.extend({ threadId: id })
const commentParams = threadParams.extend({ commentId: id })
const written = z.object({ body: text.min(1, 'Write something first.').max(MAX_COMMENT_LENGTH) })

const comment = z
  .object({
    id,
    author: actor,
    body: z.string(),
    createdAt: time,
    editedAt: time.nullable(),
    own: z.boolean().describe('Whether you wrote it.'),
  })
  .openapi('Comment')

const anchor = z.object({
  start: z.string().max(MAX_ANCHOR_LENGTH).describe('An encoded Yjs relative position, base64.'),
  end: z.string().max(MAX_ANCHOR_LENGTH),
})

const started = written
  .extend({ anchor: closedObject(anchor).optional(), quote: text.max(10_000).optional() })
  .refine((given) => (given.anchor === undefined) === (given.quote === undefined), {
    path: ['anchor'],
    error: 'goes with quote: give both, or neither, and the thread is about the document',
  })

const thread = z
  .object({
    id,
    quote: z.string(),
    anchor,
    createdAt: time,
    resolvedAt: time.nullable(),
    resolvedBy: actor.nullable(),
    comments: z.array(comment),
  })
  .openapi('Thread')

const all = createRoute({
  method: 'get',
  path,
  tags,
  operationId: 'listThreads',
  summary: 'List the comment threads',
  request: { params: idParams, query: shortListQuery },
  responses: { 200: json(page(thread), 'Oldest first.'), ...problems },
})

const one = createRoute({
  method: 'get',
  path: threadPath,
  tags,
  operationId: 'getThread',
  summary: 'Read a thread',
  request: { params: threadParams },
  responses: { 200: json(thread, 'The thread with its comments, oldest first.'), ...problems },
})

const start = createRoute({
  method: 'post',
  path,
  tags,
  operationId: 'startThread',
  summary: 'Start a thread',
  description: 'Without `anchor` and `quote` it is about the document, and stands at its first text.',
  request: { params: idParams, body: body(started) },
  responses: { 201: json(thread, 'Started.'), ...problems },
})

const reply = createRoute({
  method: 'post',
  path: `${threadPath}/comments`,
  tags,
  operationId: 'replyToThread',
  summary: 'Reply',
  request: { params: threadParams, body: body(written) },
  responses: { 201: json(comment, 'Written.'), ...problems },
})

const edit = createRoute({
  method: 'patch',
  path: `${threadPath}/comments/{commentId}`,
  tags,
  operationId: 'editComment',
  summary: 'Edit one’s own comment',
  request: { params: commentParams, body: body(written) },
  responses: { 200: json(comment, 'Changed.'), ...problems },
})

const remove = createRoute({
  method: 'delete',
  path: `${threadPath}/comments/{commentId}`,
  tags,
  operationId: 'deleteComment',
  summary: 'Delete a comment',
  request: {
    params: commentParams,
    query: z.object({
      unlessAnswered: flag
        .optional()
        .describe('`true`: refuse (409) if this would delete a thread in which others wrote.'),
    }),
  },
  responses: { 204: done, ...problems },
})

const removeAll = createRoute({
  method: 'delete',
  path: threadPath,
  tags,
  operationId: 'deleteThread',
  summary: 'Delete a thread',
  request: { params: threadParams },
  responses: { 204: done, ...problems },
})

const resolve = createRoute({
  method: 'post',
  path: `${threadPath}/resolve`,
  tags,
  operationId: 'resolveThread',
  summary: 'Resolve a thread',
  request: { params: threadParams },
  responses: { 204: done, ...problems },
})

const reopen = createRoute({
  method: 'post',
  path: `${threadPath}/reopen`,
  tags,
  operationId: 'reopenThread',
  summary: 'Reopen a thread',
  request: { params: threadParams },
  responses: { 204: done, ...problems },
})

const tie = createRoute({
  method: 'put',
  path: `${threadPath}/anchor`,
  tags,
  operationId: 'anchorThread',
  summary: 'Tie a thread to the current place of its text',
  description:
    'Requires the right to edit the document. Editors do this when they rewrite the text of a thread.',
  request: { params: threadParams, body: body(anchor) },
  responses: { 204: done, ...problems },
})

export function commentRoutes(app: Api) {
  app.openapi(all, async (c) =>
    c.json(
      pageOf(
        wire(await listThreads(c.get('context'), { documentId: c.req.valid('param').id })),
        c.req.valid('query'),
        ({ id }) => id,
      ),
      200,
    ),
  )
  app.openapi(one, async (c) =>
    c.json(wire(await getThread(c.get('context'), located(c.req.valid('param')))), 200),
  )
  app.openapi(start, async (c) => {
    const { anchor, quote, ...given } = c.req.valid('json')
    const input = { documentId: c.req.valid('param').id, ...given }
    const context = c.get('context')
    const thread =
      anchor && quote !== undefined
        ? startThread(context, { ...input, anchor, quote })
        : commentOnDocument(context, input)
    return c.json(wire(await thread), 201)
  })
  app.openapi(reply, async (c) => {
    const input = { ...located(c.req.valid('param')), ...c.req.valid('json') }
    return c.json(wire(await replyToThread(c.get('context'), input)), 201)
  })
  app.openapi(edit, async (c) => {
    const { commentId, ...rest } = c.req.valid('param')
    const input = { ...located(rest), commentId, ...c.req.valid('json') }
    return c.json(wire(await editComment(c.get('context'), input)), 200)
  })
  app.openapi(remove, async (c) => {
    const { commentId, ...rest } = c.req.valid('param')
    const { unlessAnswered } = c.req.valid('query')
    await deleteComment(c.get('context'), { ...located(rest), commentId, unlessAnswered })
    return c.body(null, 204)
  })
  app.openapi(removeAll, async (c) => {
    await deleteThread(c.get('context'), located(c.req.valid('param')))
    return c.body(null, 204)
  })
  app.openapi(tie, async (c) => {
    await anchorThread(c.get('context'), {
      ...located(c.req.valid('param')),
      anchor: c.req.valid('json'),
    })
    return c.body(null, 204)
  })
  app.openapi(resolve, async (c) => {
    await resolveThread(c.get('context'), located(c.req.valid('param')))
    return c.body(null, 204)
  })
  app.openapi(reopen, async (c) => {
    await reopenThread(c.get('context'), located(c.req.valid('param')))
    return c.body(null, 204)
  })
}

function located({ id: documentId, threadId }: z.infer<typeof threadParams>) {
  return { documentId, threadId }
}
