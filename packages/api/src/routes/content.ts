import { z } from '@hono/zod-openapi'
import { contentFormats, readContent } from '@quillwire/core/documents/read-content'
import { replaceContent } from '@quillwire/core/documents/replace-content'
import { writeContent } from '@quillwire/core/documents/write-content'
import { compress } from 'hono/compress'
import type { Api } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { body, done, idParams, problems } from '../schemas.ts'

const tags = ['Content']
const markdown = body(z.object({ markdown: z.string().openapi({ example: '## Next steps' }) }))
const text = { schema: z.string() }

const read = createRoute({
  method: 'get',
  path: '/documents/{id}/content',
  tags,
  operationId: 'readContent',
  summary: 'Read the content',
  request: {
    params: idParams,
    query: z.object({ format: z.enum(contentFormats).default('markdown') }),
  },
  middleware: compress(),
  responses: {
    200: {
      description: 'The content in the wanted format.',
      content: {
        'text/markdown': text,
        'text/html': text,
        'text/plain': text,
        'application/json': { schema: z.unknown().describe('A ProseMirror document.') },
        'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
    ...problems,
  },
})

const replace = createRoute({
  method: 'put',
  path: '/documents/{id}/content',
  tags,
  operationId: 'replaceContent',
  summary: 'Replace the content with the smallest edit',
  request: { params: idParams, body: markdown },
  responses: { 204: done, ...problems },
})

const append = createRoute({
  method: 'post',
  path: '/documents/{id}/content/append',
  tags,
  operationId: 'appendContent',
  summary: 'Append to the content',
  request: { params: idParams, body: markdown },
  responses: { 204: done, ...problems },
})

export function contentRoutes(app: Api) {
  app.openapi(read, async (c) => {
    const input = { documentId: c.req.valid('param').id, format: c.req.valid('query').format }
    const { contentType, body: content } = await readContent(c.get('context'), input)
    return c.body(typeof content === 'string' ? content : new Uint8Array(content), 200, {
      'content-type': contentType,
      // HTML is data here: a browser that opens it must run nothing.
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })
  app.openapi(replace, async (c) => {
    await replaceContent(c.get('context'), { documentId: c.req.valid('param').id, ...c.req.valid('json') })
    return c.body(null, 204)
  })
  app.openapi(append, async (c) => {
    const { id: documentId } = c.req.valid('param')
    await writeContent(c.get('context'), { documentId, ...c.req.valid('json'), place: 'end' })
    return c.body(null, 204)
  })
}
