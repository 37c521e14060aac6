import { z } from '@hono/zod-openapi'
import {
  createEndpoint,
  deleteEndpoint,
  endpointLimits,
  getEndpoint,
  listEndpoints,
  revealSecret,
  rotateSecret,
  sendTestEvent,
  updateEndpoint,
  type WebhookContext,
  type WebhookServices,
} from '@quillwire/webhooks'
import type { Context } from 'hono'
import { type Api, type ApiEnv, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import {
  body,
  done,
  idParams,
  json,
  optionalBody,
  page,
  problems,
  settingsOf,
  shortListQuery,
} from '../schemas.ts'
import { delivery } from './deliveries.ts'
import { endpoint, endpointInput as input, newSecret } from './webhook-endpoint-schemas.ts'

const tags = ['Webhooks']
const path = '/webhook-endpoints'

const all = createRoute({
  method: 'get',
  path,
  tags,
  operationId: 'listWebhookEndpoints',
  summary: 'List the webhook endpoints',
  request: { query: shortListQuery },
  responses: { 200: json(page(endpoint), 'Oldest first.'), ...problems },
})

const create = createRoute({
  method: 'post',
  path,
  tags,
  operationId: 'createWebhookEndpoint',
  summary: 'Add a webhook endpoint',
  request: {
    body: body(
      settingsOf(input.partial().extend(input.pick({ url: true, eventTypes: true }).shape), newSecret),
    ),
  },
  responses: { 201: json(newSecret, 'Added.'), ...problems },
})

const get = createRoute({
  method: 'get',
  path: `${path}/{id}`,
  tags,
  operationId: 'getWebhookEndpoint',
  summary: 'Get a webhook endpoint',
  request: { params: idParams },
  responses: { 200: json(endpoint, 'The endpoint.'), ...problems },
})

const update = createRoute({
  method: 'patch',
  path: `${path}/{id}`,
  tags,
  operationId: 'changeWebhookEndpoint',
  summary: 'Change, pause or resume a webhook endpoint',
  description: 'What waited while it was paused or disabled goes out when it is active again.',
  request: { params: idParams, body: body(settingsOf(input.partial(), newSecret)) },
  responses: { 200: json(endpoint, 'Changed.'), ...problems },
})

const remove = createRoute({
  method: 'delete',
  path: `${path}/{id}`,
  tags,
  operationId: 'deleteWebhookEndpoint',
  summary: 'Delete a webhook endpoint with its deliveries',
  request: { params: idParams },
  responses: { 204: done, ...problems },
})

const secret = createRoute({
  method: 'get',
  path: `${path}/{id}/secret`,
  tags,
  operationId: 'revealWebhookSecret',
  summary: 'Show the secret of a webhook endpoint',
  request: { params: idParams },
  responses: { 200: json(z.object({ secret: z.string() }), 'The secret.'), ...problems },
})

const rotate = createRoute({
  method: 'post',
  path: `${path}/{id}/rotate-secret`,
  tags,
  operationId: 'rotateWebhookSecret',
  summary: 'Give a webhook endpoint a new secret',
  description:
    'For some hours the old one signs too, so that a receiver that knows either verifies. If it is rotated again meanwhile, each secret signs until its own time is over; at most five earlier ones do.',
  request: {
    params: idParams,
    body: optionalBody(
      z.object({
        overlapHours: z
          .int()
          .openapi({ minimum: 0, maximum: endpointLimits.overlapHours })
          .optional()
          .describe('24 when left out; 0 ends all earlier secrets at once.'),
      }),
    ),
  },
  responses: { 200: json(newSecret, 'The endpoint with its new secret.'), ...problems },
})

const test = createRoute({
  method: 'post',
  path: `${path}/{id}/test`,
  tags,
  operationId: 'sendTestEvent',
  summary: 'Send a test event',
  description: 'Sends the sample of a type, signed, retried and logged like any delivery.',
  request: {
    params: idParams,
    body: optionalBody(
      z.object({ type: z.string().max(100).optional().describe('`document.saved` when left out.') }),
    ),
  },
  responses: { 202: json(delivery, 'On its way.'), ...problems },
})

/** The routes of webhook endpoints, within what the operator allows. */
export function webhookEndpointRoutes(webhooks: WebhookServices) {
  const contextOf = (c: Context<ApiEnv>): WebhookContext => ({ ...c.get('context'), ...webhooks })
  return (app: Api) => {
    app.openapi(all, async (c) =>
      c.json(wire(await listEndpoints(c.get('context'), c.req.valid('query'))), 200),
    )
    app.openapi(create, async (c) =>
      c.json(wire(await createEndpoint(contextOf(c), c.req.valid('json'))), 201),
    )
    app.openapi(get, async (c) =>
      c.json(wire(await getEndpoint(c.get('context'), c.req.valid('param'))), 200),
    )
    app.openapi(update, async (c) => {
      const change = { ...c.req.valid('json'), ...c.req.valid('param') }
      return c.json(wire(await updateEndpoint(contextOf(c), change)), 200)
    })
    app.openapi(remove, async (c) => {
      await deleteEndpoint(c.get('context'), c.req.valid('param'))
      return c.body(null, 204)
    })
    app.openapi(secret, async (c) => {
      c.header('cache-control', 'no-store')
      return c.json(await revealSecret(c.get('context'), c.req.valid('param')), 200)
    })
    app.openapi(rotate, async (c) => {
      c.header('cache-control', 'no-store')
      const overlapHours = c.req.valid('json')?.overlapHours
      return c.json(
        wire(await rotateSecret(c.get('context'), { ...c.req.valid('param'), overlapHours })),
        200,
      )
    })
    app.openapi(test, async (c) => {
      const type = c.req.valid('json')?.type
      return c.json(wire(await sendTestEvent(c.get('context'), { ...c.req.valid('param'), type })), 202)
    })
  }
}
