import { z } from '@hono/zod-openapi'
import { changeDocument } from '@quillwire/core/documents/change-document'
import { createDocument } from '@quillwire/core/documents/create-document'
import { deleteDocument } from '@quillwire/core/documents/delete-document'
import { documentTree } from '@quillwire/core/documents/document-tree'
import { viewDocument } from '@quillwire/core/documents/document-view'
import { getDocument } from '@quillwire/core/documents/get-document'
import { listDocuments } from '@quillwire/core/documents/list-documents'
import { MAX_TITLE_LENGTH } from '@quillwire/core/documents/title-input'
import { restoreDocument, trashDocument } from '@quillwire/core/documents/trash-document'
import { lookAtTree } from '@quillwire/core/documents/tree-version'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import { compress } from 'hono/compress'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { toBeAskedAgain } from '../middleware/sent-once.ts'
import {
  actor,
  body,
  documentRole,
  done,
  flag,
  id,
  idParams,
  json,
  page,
  pageQuery,
  problems,
  text,
  time,
  unchanged,
} from '../schemas.ts'

const tags = ['Documents']
const CAN_SHARE = 'Share it, and put it in the trash: a share link is not enough for this.'

const documentSchema = z
  .object({
    id,
    title: z.string(),
    url: z.url(),
    parentId: id.nullable(),
    role: documentRole.describe('What you may do.'),
    canShare: z.boolean().describe(CAN_SHARE),
    generalAccess: documentRole.nullable().describe('What every member of the workspace may do.'),
    createdAt: time,
    updatedAt: time,
    trashedAt: time.nullable(),
    createdBy: actor,
    wordCount: z.int(),
    characterCount: z.int(),
  })
  .openapi('Document')

const title = z.string().openapi({ maxLength: MAX_TITLE_LENGTH })

const all = createRoute({
  method: 'get',
  path: '/documents',
  tags,
  operationId: 'listDocuments',
  summary: 'List documents',
  request: {
    query: pageQuery.extend({
      query: text
        .max(200)
        .optional()
        .describe('Part of the title, in upper or lower case, with or without accents.'),
      trashed: flag.optional().describe('`true`: those in the trash.'),
      parentId: z
        .union([id, z.literal('')])
        .optional()
        .describe('Those under this document; empty: at the top.'),
    }),
  },
  responses: { 200: json(page(documentSchema), 'The latest changed first.'), ...problems },
})

const tree = createRoute({
  method: 'get',
  path: '/document-tree',
  tags,
  operationId: 'getDocumentTree',
  summary: 'Get all documents as a tree',
  description: `Every document that is not in the trash, in one answer, with only its place in the tree. If nothing has
changed since the answer whose \`ETag\` is in \`If-None-Match\`, the tree is not sent again.`,
  middleware: [compress(), toBeAskedAgain],
  responses: {
    304: unchanged,
    200: json(
      z.object({
        items: z.array(
          z
            .object({
              id,
              title: z.string(),
              parentId: id
                .nullable()
                .describe('If the parent is not among the items, the document is at the top.'),
              canWrite: z.boolean().describe('Whether documents can be put under it.'),
            })
            .openapi('TreeDocument'),
        ),
      }),
      'By title.',
    ),
    ...problems,
  },
})

const create = createRoute({
  method: 'post',
  path: '/documents',
  tags,
  operationId: 'createDocument',
  summary: 'Create a document',
  request: {
    body: body(
      z.object({
        title: title.optional(),
        parentId: id.nullable().optional(),
        markdown: z.string().optional().openapi({ example: '# Tasks\n\n- [ ] Ask the printer' }),
      }),
    ),
  },
  responses: { 201: json(documentSchema, 'Created.'), ...problems },
})

const get = createRoute({
  method: 'get',
  path: '/documents/{id}',
  tags,
  operationId: 'getDocument',
  summary: 'Get a document',
  request: { params: idParams },
  responses: { 200: json(documentSchema, 'The document.'), ...problems },
})

const change = createRoute({
  method: 'patch',
  path: '/documents/{id}',
  tags,
  operationId: 'changeDocument',
  summary: 'Rename or move a document',
  request: {
    params: idParams,
    body: body(z.object({ title: title.optional(), parentId: id.nullable().optional() })),
  },
  responses: { 200: json(documentSchema, 'Changed.'), ...problems },
})

const remove = createRoute({
  method: 'delete',
  path: '/documents/{id}',
  tags,
  operationId: 'deleteDocument',
  summary: 'Put a document in the trash, or delete it from there for good',
  request: { params: idParams, query: z.object({ permanent: flag.optional() }) },
  responses: { 204: done, ...problems },
})

const restore = createRoute({
  method: 'post',
  path: '/documents/{id}/restore',
  tags,
  operationId: 'restoreDocument',
  summary: 'Take a document out of the trash',
  request: { params: idParams },
  responses: { 200: json(documentSchema, 'Restored.'), ...problems },
})

const ticket = createRoute({
  method: 'post',
  path: '/documents/{id}/tickets',
  tags,
  operationId: 'issueTicket',
  summary: 'Get a ticket for the document’s sockets',
  request: { params: idParams },
  responses: {
    201: json(
      z
        .object({
          token: z.string(),
          role: documentRole,
          canWrite: z.boolean(),
          canComment: z.boolean(),
          canShare: z.boolean().describe(CAN_SHARE),
          canRestore: z
            .boolean()
            .describe('Take it out of the trash: a share link is not enough for this either.'),
          trashed: z.boolean(),
          expiresAt: time,
          schemaVersion: z.int(),
          principal: z.object({ type: z.string(), id: id.nullable(), name: z.string() }),
        })
        .openapi('Ticket'),
      'The ticket. Give it as `token`.',
    ),
    ...problems,
  },
})

export function documentRoutes(app: Api) {
  app.openapi(all, async (c) => {
    const { parentId, ...query } = c.req.valid('query')
    const input = parentId === undefined ? query : { ...query, parentId: parentId || null }
    return c.json(wire(await listDocuments(c.get('context'), input)), 200)
  })
  app.openapi(tree, async (c) => {
    const context = c.get('context')
    const known = c.req.header('if-none-match')?.match(/(?<=")[^"]+(?=")/g) ?? []
    const { unchanged: still, version } = await lookAtTree(context, known)
    c.header('etag', `W/"${still ?? version}"`)
    if (still) return c.body(null, 304)
    return c.json({ items: await documentTree(context) }, 200)
  })
  app.openapi(create, async (c) => {
    const context = c.get('context')
    const documentId = await createDocument(context, c.req.valid('json'))
    return c.json(wire(await viewDocument(context, documentId)), 201)
  })
  app.openapi(get, async (c) =>
    c.json(wire(await getDocument(c.get('context'), { documentId: c.req.valid('param').id })), 200),
  )
  app.openapi(change, async (c) => {
    const context = c.get('context')
    const documentId = c.req.valid('param').id
    const { title, parentId } = c.req.valid('json')
    await changeDocument(context, { documentId, title, parentId })
    return c.json(wire(await getDocument(context, { documentId })), 200)
  })
  app.openapi(remove, async (c) => {
    const input = { documentId: c.req.valid('param').id }
    if (c.req.valid('query').permanent) await deleteDocument(c.get('context'), input)
    else await trashDocument(c.get('context'), input)
    return c.body(null, 204)
  })
  app.openapi(restore, async (c) => {
    const input = { documentId: c.req.valid('param').id }
    await restoreDocument(c.get('context'), input)
    return c.json(wire(await getDocument(c.get('context'), input)), 200)
  })
  app.openapi(ticket, async (c) =>
    c.json(wire(await issueTicket(c.get('context'), { documentId: c.req.valid('param').id })), 201),
  )
}
