import { z } from '@hono/zod-openapi'
import { createApiKey } from '@quillwire/core/api-keys/create-api-key'
import { listApiKeys } from '@quillwire/core/api-keys/list-api-keys'
import { renewApiKey } from '@quillwire/core/api-keys/renew-api-key'
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
      .object({ id, name: z.string(), gone: z.boolean() })
      .describe(
        'Who made or renewed it, and knows it. `gone`: has left the workspace, or is no longer an admin.',
      ),
    endedAt: time
      .nullable()
      .describe(
        'When it ended because its maker left the workspace or ceased to be an admin: an admin can renew it. Null if it works.',
      ),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .openapi('ApiKey')

const withKey = apiKey.extend({ key: z.string().describe('The key: shown this once.') }).openapi('NewApiKey')

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
  responses: { 201: json(withKey, 'Made.'), ...problems },
})

const renew = createRoute({
  method: 'post',
  path: '/api-keys/{id}/renew',
  tags,
  operationId: 'renewApiKey',
  summary: 'Renew an API key that ended with its maker',
  description:
    'It gets a new value, and keeps its scopes and what it made. Whoever renews it answers for it from then on.',
  request: { params: idParams },
  responses: { 200: json(withKey, 'Renewed.'), ...problems },
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
  app.openapi(renew, async (c) =>
    c.json(wire(await renewApiKey(c.get('context'), c.req.valid('param'))), 200),
  )
  app.openapi(revoke, async (c) => {
    await revokeApiKey(c.get('context'), c.req.valid('param'))
    return c.body(null, 204)
  })
}
