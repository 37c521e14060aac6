import { createRoute, z } from '@hono/zod-openapi'
import {
  createEndpoint,
  deleteEndpoint,
  type EndpointPolicy,
  getEndpoint,
  listEndpoints,
  revealSecret,
  sendTestEvent,
  updateEndpoint,
  type WebhookContext,
} from '@quillwire/webhooks'
import type { Context } from 'hono'
import { type Api, type ApiEnv, wire } from '../api-types.ts'
import { body, done, id, json, list, problems, time, whole } from '../schemas.ts'
import { delivery } from './deliveries.ts'

const tags = ['Webhooks']
const path = '/webhook-endpoints'
const params = z.object({ id: id.openapi({ param: { name: 'id', in: 'path' } }) })

const settings = z.object({
  url: z.string().max(4000).describe('http:// or https://, without user name and password.'),
  eventTypes: z
    .array(z.string().max(100))
    .max(200)
    .describe('Types such as `comment.created`, `comment.*`, or `*` for everything.'),
  description: z.string().max(1000),
  headers: z.record(z.string().max(200), z.string().max(4000)).describe('Sent with every delivery.'),
  timeoutMs: z.int().describe('1,000 to 30,000; 15,000 when left out.'),
  retrySchedule: z
    .array(z.int())
    .max(100)
    .describe('Seconds before each attempt, the first included: as many attempts as numbers.'),
})

const input = settings.extend({ format: z.literal('json').describe('What is sent: the envelope as JSON.') })

const endpoint = settings
  .extend({
    id,
    url: z.url(),
    status: z.enum(['active', 'paused', 'disabled']),
    disabledReason: z
      .string()
      .nullable()
      .describe('`gone`: it answered 410. `failing`: nothing succeeded for five days.'),
    createdAt: time,
    updatedAt: time,
    lastSuccessAt: time.nullable(),
    failingSince: time.nullable(),
  })
  .openapi('WebhookEndpoint')

const all = createRoute({
  method: 'get',
  path,
  tags,
  summary: 'List the webhook endpoints',
  responses: { 200: json(list(endpoint), 'Oldest first.'), ...problems },
})

const create = createRoute({
  method: 'post',
  path,
  tags,
  summary: 'Add a webhook endpoint',
  request: { body: body(input.partial().required({ url: true, eventTypes: true })) },
  responses: {
    201: json(
      endpoint
        .extend({ secret: z.string().describe('`whsec_…`, by which the receiver verifies.') })
        .openapi('NewWebhookEndpoint'),
      'Added.',
    ),
    ...problems,
  },
})

const get = createRoute({
  method: 'get',
  path: `${path}/{id}`,
  tags,
  summary: 'Get a webhook endpoint',
  request: { params },
  responses: { 200: json(endpoint, 'The endpoint.'), ...problems },
})

const update = createRoute({
  method: 'patch',
  path: `${path}/{id}`,
  tags,
  summary: 'Change, pause or resume a webhook endpoint',
  description: 'What waited while it was paused or disabled goes out when it is active again.',
  request: {
    params,
    body: body(input.extend({ status: z.enum(['active', 'paused']) }).partial()),
  },
  responses: { 200: json(endpoint, 'Changed.'), ...problems },
})

const remove = createRoute({
  method: 'delete',
  path: `${path}/{id}`,
  tags,
  summary: 'Delete a webhook endpoint with its deliveries',
  request: { params },
  responses: { 204: done, ...problems },
})

const secret = createRoute({
  method: 'get',
  path: `${path}/{id}/secret`,
  tags,
  summary: 'Show the secret of a webhook endpoint',
  request: { params },
  responses: { 200: json(z.object({ secret: z.string() }), 'The secret.'), ...problems },
})

const test = createRoute({
  method: 'post',
  path: `${path}/{id}/test`,
  tags,
  summary: 'Send a test event',
  description: 'Sends the sample of a type, signed, retried and logged like any delivery.',
  request: {
    params,
    body: {
      required: false,
      content: {
        'application/json': {
          schema: z.object({
            type: z.string().max(100).optional().describe('`document.saved` when left out.'),
          }),
        },
      },
    },
  },
  responses: { 202: json(delivery, 'On its way.'), ...problems },
})

/** The routes of webhook endpoints, under what the operator allows. */
export function webhookEndpointRoutes(policy: EndpointPolicy) {
  const contextOf = (c: Context<ApiEnv>): WebhookContext => ({ ...c.get('context'), endpointPolicy: policy })
  return (app: Api) => {
    app.openapi(all, async (c) => c.json(whole(wire(await listEndpoints(c.get('context')))), 200))
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
    app.openapi(test, async (c) => {
      const type = c.req.valid('json')?.type
      return c.json(wire(await sendTestEvent(c.get('context'), { ...c.req.valid('param'), type })), 202)
    })
  }
}
