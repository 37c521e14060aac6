import { z } from '@hono/zod-openapi'
import { invalid } from '@quillwire/core/errors'
import { listFiles } from '@quillwire/core/files/list-files'
import { readFile } from '@quillwire/core/files/read-file'
import { uploadFile } from '@quillwire/core/files/upload-file'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { id, idParams, json, page, pageOf, problems, shortListQuery, time, unchanged } from '../schemas.ts'

const tags = ['Files']
const path = '/documents/{id}/files'
const file = z
  .object({
    id,
    name: z.string(),
    contentType: z.string(),
    size: z.int().describe('Bytes.'),
    width: z.int().nullable().describe('As shown: a photo is turned as its camera noted.'),
    height: z.int().nullable(),
    createdAt: time,
    url: z.string().describe('A path on this site.'),
  })
  .openapi('File')

const all = createRoute({
  method: 'get',
  path,
  tags,
  operationId: 'listFiles',
  summary: 'List the files of a document',
  request: { params: idParams, query: shortListQuery },
  responses: { 200: json(page(file), 'Newest first.'), ...problems },
})

const upload = createRoute({
  method: 'post',
  path,
  tags,
  operationId: 'uploadFile',
  summary: 'Upload an image',
  request: {
    params: idParams,
    body: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: z.object({ file: z.any().openapi({ type: 'string', format: 'binary' }) }),
        },
      },
    },
  },
  responses: { 201: json(file, 'Uploaded.'), ...problems },
})

const read = createRoute({
  method: 'get',
  path: `${path}/{fileId}`,
  tags,
  operationId: 'readFile',
  summary: 'Get a file’s bytes',
  request: { params: idParams.extend({ fileId: id }) },
  responses: {
    304: unchanged,
    200: {
      description: 'The bytes.',
      content: { 'image/*': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    ...problems,
  },
})

export function fileRoutes(app: Api) {
  app.openapi(all, async (c) =>
    c.json(
      pageOf(
        wire(await listFiles(c.get('context'), { documentId: c.req.valid('param').id })),
        c.req.valid('query'),
        ({ id }) => id,
      ),
      200,
    ),
  )
  app.openapi(upload, async (c) => {
    const { file: sent } = c.req.valid('form')
    if (!(sent instanceof File))
      throw invalid('file_missing', 'Send the image as the form field “file”.', { field: 'file' })
    const bytes = new Uint8Array(await sent.arrayBuffer())
    const input = { documentId: c.req.valid('param').id, name: sent.name, bytes }
    return c.json(wire(await uploadFile(c.get('context'), input)), 201)
  })
  app.openapi(read, async (c) => {
    const { id: documentId, fileId } = c.req.valid('param')
    const { bytes, contentType, name } = await readFile(c.get('context'), { documentId, fileId })
    const cached = {
      // Private: a right that is taken away must end when this browser's cache expires, at the latest.
      'cache-control': 'private, max-age=3600',
      etag: `"${fileId}"`,
    }
    if (c.req.header('if-none-match')?.includes(cached.etag)) return c.body(null, 304, cached)
    return c.body(new Uint8Array(await bytes()), 200, {
      ...cached,
      'content-type': contentType,
      'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(name)}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    })
  })
}
