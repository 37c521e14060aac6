import { z } from '@hono/zod-openapi'
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { listApiKeys } from '@quillwire/core/api-keys/list-api-keys'
import { revokeApiKey } from '@quillwire/core/api-keys/revoke-api-key'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import {
  body,
  done,
  id,
  idParams,
  json,
  page,
  pageOf,
  problems,
  scope,
  shortListQuery,
  text,
  time,
} from '../schemas.ts'

const tags = ['API keys']
const apiKey = z
  .object({
    id,
    name: z.string(),
    start: z.string().describe('The first characters of the key.'),
    scopes: z.array(z.string()),
    createdBy: z
      .object({ id, name: z.string() })
      .describe('Who made it and may know it, also after they have left the workspace.'),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .openapi('ApiKey')

const all = createRoute({
  method: 'get',
  path: '/api-keys',
  tags,
  operationId: 'listApiKeys',
  summary: 'List the API keys',
  request: { query: shortListQuery },
  responses: { 200: json(page(apiKey), 'Newest first.'), ...problems },
})

const create = createRoute({
  method: 'post',
  path: '/api-keys',
  tags,
  operationId: 'createApiKey',
  summary: 'Make an API key',
  request: {
    body: body(
      z.object({
        name: text
          .min(1, 'Give the key a name that says what it is for.')
          .max(100, 'The name has at most 100 characters.'),
        scopes: z.array(scope).min(1, 'Choose at least one scope.'),
      }),
    ),
  },
  responses: {
    201: json(
      apiKey.extend({ key: z.string().describe('The key: shown this once.') }).openapi('NewApiKey'),
      'Made.',
    ),
    ...problems,
  },
})

const revoke = createRoute({
  method: 'delete',
  path: '/api-keys/{id}',
  tags,
  operationId: 'revokeApiKey',
  summary: 'Revoke an API key',
  request: { params: idParams },
  responses: { 204: done, ...problems },
})

export function apiKeyRoutes(app: Api) {
  app.openapi(all, async (c) =>
    c.json(
      pageOf(wire(await listApiKeys(c.get('context'))), c.req.valid('query'), ({ id }) => id),
      200,
    ),
  )
  app.openapi(create, async (c) =>
    c.json(wire(await createApiKey(c.get('context'), c.req.valid('json'))), 201),
  )
  app.openapi(revoke, async (c) => {
    await revokeApiKey(c.get('context'), c.req.valid('param'))
    return c.body(null, 204)
  })
}
