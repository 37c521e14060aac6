import { z } from '@hono/zod-openapi'
import {
  callStatuses,
  createHook,
  deleteHook,
  getCall,
  getHook,
  hookActions,
  hookLimits,
  hookObstacles,
  listCalls,
  listHooks,
  revealSigningSecret,
  revokeHook,
  rotateSigningSecret,
  rotateToken,
  updateHook,
} from '@quillwire/webhooks/incoming'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { sentOnce } from '../middleware/sent-once.ts'
import {
  body,
  done,
  id,
  idParams,
  json,
  maker,
  page,
  pageOf,
  pageQuery,
  problems,
  settingsOf,
  shortListQuery,
  time,
  unchanged,
} from '../schemas.ts'

const tags = ['Incoming hooks']
const path = '/incoming-hooks'

const settings = z.object({
  name: z
    .string()
    .max(500)
    .openapi({ maxLength: hookLimits.nameCharacters })
    .describe('Shown as the author of what is written.'),
  action: z
    .enum(hookActions)
    .describe('What a call does: `set_block` replaces the section under the heading that `block` names.'),
  block: z
    .string()
    .max(1000)
    .openapi({ maxLength: hookLimits.blockCharacters })
    .nullable()
    .describe('For `set_block`: the text of a heading. If there is no such heading, it is added at the end.'),
  template: z
    .string()
    .max(100_000)
    .openapi({ maxLength: hookLimits.templateCharacters })
    .nullable()
    .describe('How JSON becomes Markdown: `{{path.to.value}}`, `{{a | default: "x"}}`, `{{a | markdown}}`.'),
  rateLimit: z
    .int()
    .openapi({ minimum: 1, maximum: hookLimits.perMinute })
    .describe('Calls per minute, and as many at once; 60 when left out.'),
})
const input = settings.extend({
  signed: z.boolean().describe('Whether calls must be signed by Standard Webhooks.'),
})

const hook = settings
  .extend({
    id,
    documentId: id,
    documentTitle: z.string().nullable().describe('Null if you may not read the document.'),
    signed: z.boolean(),
    status: z.enum(['active', 'revoked']),
    revokedAt: time.nullable(),
    owner: maker.describe('By whose right it writes. Null if not known.'),
    obstacle: z
      .enum(hookObstacles)
      .nullable()
      .describe(
        'Why every call is refused at the moment, though the URL works. Null if calls are accepted, or if you may not read the document.',
      ),
    lastUsedAt: time.nullable().describe('When it wrote for the last time.'),
    lastCall: z
      .object({ receivedAt: time, statusCode: z.int(), errorCode: z.string().nullable() })
      .nullable(),
    refusedInARow: z.int().describe('How many of the last calls in a row were refused, 10 at most.'),
    createdAt: time,
    updatedAt: time,
  })
  .openapi('IncomingHook')
const details = hook
  .extend({
    url: z
      .string()
      .nullable()
      .describe('Null if you may not write the document, if it is revoked, or if `urlLost`.'),
    urlLost: z
      .boolean()
      .describe('The URL works, and the server can no longer show it. A new one can be made.'),
  })
  .openapi('IncomingHookDetails')
const signingSecret = z.string().describe('`whsec_…`, with which callers sign.')

const created = details
  .extend({ url: z.url(), signingSecret: signingSecret.nullable() })
  .openapi('NewIncomingHook')

const call = z
  .object({
    id,
    hookId: id,
    receivedAt: time,
    status: z.enum(callStatuses).openapi('IncomingCallStatus'),
    statusCode: z.int().describe('What was answered.'),
    errorCode: z.string().nullable(),
    error: z.string().nullable(),
    durationMs: z.int(),
    bodyBytes: z.int(),
    contentType: z.string().nullable(),
  })
  .openapi('IncomingCall')
const callDetails = call
  .extend({
    remoteAddress: z.string().nullable(),
    headers: z
      .record(z.string(), z.string())
      .describe('The values of those that look like secrets are hidden.'),
    body: z.string().describe('The first 16 KiB.'),
    written: z.string().nullable().describe('What was written, as Markdown; the first 16 KiB.'),
    idempotencyId: z.string().nullable(),
  })
  .openapi('IncomingCallDetails')

const all = createRoute({
  method: 'get',
  path,
  tags,
  operationId: 'listIncomingHooks',
  summary: 'List the incoming hooks',
  request: { query: shortListQuery },
  middleware: sentOnce,
  responses: { 304: unchanged, 200: json(page(hook), 'Oldest first.'), ...problems },
})

const create = createRoute({
  method: 'post',
  path,
  tags,
  operationId: 'createIncomingHook',
  summary: 'Make an incoming hook',
  description:
    'Makes a URL under which programs write into one document. Requires the right to write that document.',
  request: { body: body(settingsOf(input.partial().extend({ documentId: id }), created)) },
  responses: {
    201: json(created, 'Made.'),
    ...problems,
  },
})

const get = createRoute({
  method: 'get',
  path: `${path}/{id}`,
  tags,
  operationId: 'getIncomingHook',
  summary: 'Get an incoming hook with its URL',
  request: { params: idParams },
  responses: { 200: json(details, 'The hook.'), ...problems },
})

const update = createRoute({
  method: 'patch',
  path: `${path}/{id}`,
  tags,
  operationId: 'changeIncomingHook',
  summary: 'Change an incoming hook',
  description: 'From then on it writes by the right of whoever changed it.',
  request: { params: idParams, body: body(settingsOf(input.partial(), created)) },
  responses: { 200: json(details, 'Changed.'), ...problems },
})

const remove = createRoute({
  method: 'delete',
  path: `${path}/{id}`,
  tags,
  operationId: 'deleteIncomingHook',
  summary: 'Delete an incoming hook with its log',
  request: { params: idParams },
  responses: { 204: done, ...problems },
})

const rotate = createRoute({
  method: 'post',
  path: `${path}/{id}/rotate-token`,
  tags,
  operationId: 'rotateIncomingHookToken',
  summary: 'Give an incoming hook a new URL',
  description: 'The old URL ends at once. A revoked hook works again under its new one.',
  request: { params: idParams },
  responses: { 200: json(details, 'With its new URL.'), ...problems },
})

const revoke = createRoute({
  method: 'post',
  path: `${path}/{id}/revoke`,
  tags,
  operationId: 'revokeIncomingHook',
  summary: 'End the URL of an incoming hook',
  request: { params: idParams },
  responses: { 200: json(details, 'Revoked.'), ...problems },
})

const secret = createRoute({
  method: 'get',
  path: `${path}/{id}/secret`,
  tags,
  operationId: 'revealIncomingHookSecret',
  summary: 'Show the signing secret of an incoming hook',
  request: { params: idParams },
  responses: { 200: json(z.object({ secret: signingSecret }), 'The secret.'), ...problems },
})

const rotateSecret = createRoute({
  method: 'post',
  path: `${path}/{id}/rotate-secret`,
  tags,
  operationId: 'rotateIncomingHookSecret',
  summary: 'Give an incoming hook a new signing secret',
  description: 'Switches signing on if it was off. Calls signed with the old secret are refused at once.',
  request: { params: idParams },
  responses: {
    200: json(details.extend({ signingSecret }).openapi('SignedIncomingHook'), 'With its new secret.'),
    ...problems,
  },
})

const calls = createRoute({
  method: 'get',
  path: `${path}/{id}/calls`,
  tags,
  operationId: 'listIncomingCalls',
  summary: 'List the calls of an incoming hook',
  request: {
    params: idParams,
    query: pageQuery.extend({ status: z.enum(callStatuses).optional().describe('Only these.') }),
  },
  middleware: sentOnce,
  responses: { 304: unchanged, 200: json(page(call), 'Newest first.'), ...problems },
})

const oneCall = createRoute({
  method: 'get',
  path: '/incoming-calls/{id}',
  tags,
  operationId: 'getIncomingCall',
  summary: 'Get a call with what was received and written',
  request: { params: idParams },
  responses: { 200: json(callDetails, 'The call.'), ...problems },
})

export function incomingHookRoutes(app: Api) {
  app.openapi(all, async (c) =>
    c.json(
      pageOf(wire(await listHooks(c.get('context'))), c.req.valid('query'), ({ id }) => id),
      200,
    ),
  )
  app.openapi(create, async (c) => c.json(wire(await createHook(c.get('context'), c.req.valid('json'))), 201))
  app.openapi(get, async (c) => {
    c.header('cache-control', 'no-store')
    return c.json(wire(await getHook(c.get('context'), c.req.valid('param'))), 200)
  })
  app.openapi(update, async (c) => {
    const change = { ...c.req.valid('json'), ...c.req.valid('param') }
    return c.json(wire(await updateHook(c.get('context'), change)), 200)
  })
  app.openapi(remove, async (c) => {
    await deleteHook(c.get('context'), c.req.valid('param'))
    return c.body(null, 204)
  })
  app.openapi(rotate, async (c) =>
    c.json(wire(await rotateToken(c.get('context'), c.req.valid('param'))), 200),
  )
  app.openapi(revoke, async (c) =>
    c.json(wire(await revokeHook(c.get('context'), c.req.valid('param'))), 200),
  )
  app.openapi(secret, async (c) => {
    c.header('cache-control', 'no-store')
    return c.json(await revealSigningSecret(c.get('context'), c.req.valid('param')), 200)
  })
  app.openapi(rotateSecret, async (c) =>
    c.json(wire(await rotateSigningSecret(c.get('context'), c.req.valid('param'))), 200),
  )
  app.openapi(calls, async (c) => {
    const input = { hookId: c.req.valid('param').id, ...c.req.valid('query') }
    return c.json(wire(await listCalls(c.get('context'), input)), 200)
  })
  app.openapi(oneCall, async (c) => c.json(wire(await getCall(c.get('context'), c.req.valid('param'))), 200))
}
