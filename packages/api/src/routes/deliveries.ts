import { z } from '@hono/zod-openapi'
import { deliveryStatuses, getDelivery, listDeliveries, retryDelivery } from '@quillwire/webhooks'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { id, idParams, json, page, pageQuery, problems, text, time } from '../schemas.ts'

const tags = ['Webhooks']
const status = z.enum(deliveryStatuses).openapi('DeliveryStatus')

export const delivery = z
  .object({
    id,
    endpointId: id,
    eventId: z.string().openapi({ example: 'evt_01998c3f01c87d208c1192e4f6a8b010' }),
    eventType: z.string(),
    documentId: id.nullable(),
    test: z.boolean(),
    status,
    attemptCount: z.int(),
    nextAttemptAt: time.nullable(),
    lastStatusCode: z.int().nullable(),
    lastError: z.string().nullable(),
    lastDurationMs: z.int().nullable(),
    lastAttemptSent: z
      .boolean()
      .nullable()
      .describe(
        'Whether the last attempt got as far as a request; see `sent` of an attempt. Null before the first.',
      ),
    createdAt: time,
    completedAt: time.nullable(),
  })
  .openapi('Delivery')

const listed = delivery
  .extend({
    documentTitle: z
      .string()
      .nullable()
      .describe('As it was then. Null if the event is about no document, or you may not read it.'),
    actorName: z.string().nullable().describe('Who did it.'),
  })
  .openapi('ListedDelivery')

const receivedHeaders = z.record(z.string(), z.union([z.string(), z.array(z.string())]))
const attempt = z
  .object({
    number: z.int(),
    startedAt: time,
    durationMs: z.int(),
    request: z.object({
      method: z.string(),
      url: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z
        .string()
        .nullable()
        .describe('Null if it is the payload unchanged: set for another format or a transformation.'),
    }),
    response: z
      .object({
        status: z.int(),
        headers: receivedHeaders,
        body: z.string().describe('The first 4 KiB.'),
      })
      .nullable(),
    remoteAddress: z.string().nullable(),
    sent: z
      .boolean()
      .describe(
        'Whether it got as far as a request. It does not if a transformation fails or cancels it, or a secret is missing; it does if the receiver cannot be reached.',
      ),
    error: z.string().nullable(),
    reply: z
      .object({
        kind: z.enum(['comment', 'append']).nullable(),
        text: z.string(),
        status: z.enum(['waiting', 'done', 'refused']),
        error: z.string().nullable(),
      })
      .nullable()
      .describe('What the receiver replied to the document, and what became of it.'),
  })
  .openapi('DeliveryAttempt')

const all = createRoute({
  method: 'get',
  path: '/webhook-endpoints/{id}/deliveries',
  tags,
  operationId: 'listDeliveries',
  summary: 'List the deliveries of an endpoint',
  request: {
    params: idParams,
    query: pageQuery.extend({
      status: status.optional(),
      eventType: text.max(100).optional().describe('Only of this type.'),
      documentId: id.optional().describe('Only about this document.'),
    }),
  },
  responses: { 200: json(page(listed), 'Newest first.'), ...problems },
})

const get = createRoute({
  method: 'get',
  path: '/deliveries/{id}',
  tags,
  operationId: 'getDelivery',
  summary: 'Get a delivery with its payload and attempts',
  request: { params: idParams },
  responses: {
    200: json(
      delivery
        .extend({
          hidden: z
            .boolean()
            .describe('You may not read the document: what was sent and received is left out.'),
          payload: z.any().describe('The envelope; null when the event is older than what is kept.'),
          attempts: z.array(attempt),
        })
        .openapi('DeliveryDetails'),
      'The delivery.',
    ),
    ...problems,
  },
})

const retry = createRoute({
  method: 'post',
  path: '/deliveries/{id}/retry',
  tags,
  operationId: 'retryDelivery',
  summary: 'Send a delivery again',
  description:
    'At once, with the same `webhook-id`, whatever became of it before. Its retry schedule starts again.',
  request: { params: idParams },
  responses: { 202: json(delivery, 'On its way.'), ...problems },
})

export function deliveryRoutes(app: Api) {
  app.openapi(all, async (c) => {
    const input = { endpointId: c.req.valid('param').id, ...c.req.valid('query') }
    return c.json(wire(await listDeliveries(c.get('context'), input)), 200)
  })
  app.openapi(get, async (c) => c.json(wire(await getDelivery(c.get('context'), c.req.valid('param'))), 200))
  app.openapi(retry, async (c) =>
    c.json(wire(await retryDelivery(c.get('context'), c.req.valid('param'))), 202),
  )
}
