import { z } from '@hono/zod-openapi'
import {
  cancelOperation,
  countOperation,
  getOperation,
  listOperations,
  type operationKinds,
  operationStatuses,
  shownOperationKinds,
  startOperation,
} from '@quillwire/webhooks'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { body, id, idParams, json, page, pageOf, problems, shortListQuery, time } from '../schemas.ts'

const tags = ['Webhooks']
const moment = z.string().max(40).openapi({ example: '2026-11-20T22:30:00Z' })

const range = z.object({
  since: moment.describe('From this moment on.'),
  until: moment.optional().describe('Before this moment; now when left out.'),
  types: z.array(z.string().max(100)).max(200).optional().describe('Only these; every type when left out.'),
})
const openRange = range.partial({ since: true })

const operation = z
  .object({
    id,
    endpointId: id,
    kind: z
      .enum(shownOperationKinds)
      .describe(
        '`order`: many deliveries waited when order was switched on, and nothing is sent until they are in order.',
      ),
    parameters: z.object({ since: time.optional(), until: time, types: z.array(z.string()) }),
    status: z.enum(operationStatuses),
    total: z.int().describe('How many deliveries it was to deal with when it began.'),
    done: z.int().describe('How many it has dealt with so far.'),
    error: z.string().nullable(),
    createdBy: z.object({ type: z.string(), id: id.nullable(), name: z.string() }),
    createdAt: time,
    finishedAt: time.nullable(),
  })
  .openapi('DeliveryOperation')

const counted = json(z.object({ count: z.int() }), 'How many it would affect; nothing is changed.')
const started = json(operation, 'It runs in the background; `GET` it to see how far it is.')

type OperationKind = (typeof operationKinds)[number]

const kinds = {
  recover: {
    ids: { start: 'recoverDeliveries', count: 'countDeliveriesToRecover' },
    summary: 'Send again all deliveries that failed since a moment',
    description:
      'Only those that failed for good; the range is about when they failed. With the same `webhook-id` as before, and a retry schedule that starts again.',
  },
  replay: {
    ids: { start: 'replayEvents', count: 'countEventsToReplay' },
    summary: 'Send all events of a range again',
    description:
      'Whatever became of them, and also those that the endpoint never got because it was disabled or did not exist. With the same `webhook-id` if it was sent before, and a retry schedule that starts again.',
  },
  cancel: {
    ids: { start: 'cancelDeliveries', count: 'countDeliveriesToCancel' },
    summary: 'Cancel what is pending',
    description: 'Deliveries being sent at this moment are not held back.',
  },
} satisfies Record<OperationKind, unknown>

function countRoute<Input extends z.ZodType>(kind: OperationKind, input: Input) {
  return createRoute({
    method: 'post',
    path: `/webhook-endpoints/{id}/${kind}/count`,
    tags,
    operationId: kinds[kind].ids.count,
    summary: `${kinds[kind].summary}: how many`,
    request: { params: idParams, body: body(input) },
    responses: { 200: counted, ...problems },
  })
}

function startRoute<Input extends z.ZodType>(kind: OperationKind, input: Input) {
  return createRoute({
    method: 'post',
    path: `/webhook-endpoints/{id}/${kind}`,
    tags,
    operationId: kinds[kind].ids.start,
    summary: kinds[kind].summary,
    description: kinds[kind].description,
    request: { params: idParams, body: body(input) },
    responses: { 202: started, ...problems },
  })
}

const all = createRoute({
  method: 'get',
  path: '/webhook-endpoints/{id}/operations',
  tags,
  operationId: 'listDeliveryOperations',
  summary: 'List the latest operations on an endpoint',
  request: { params: idParams, query: shortListQuery },
  responses: { 200: json(page(operation), 'Newest first.'), ...problems },
})

const get = createRoute({
  method: 'get',
  path: '/delivery-operations/{id}',
  tags,
  operationId: 'getDeliveryOperation',
  summary: 'Get an operation',
  request: { params: idParams },
  responses: { 200: json(operation, 'The operation.'), ...problems },
})

const stop = createRoute({
  method: 'post',
  path: '/delivery-operations/{id}/cancel',
  tags,
  operationId: 'stopDeliveryOperation',
  summary: 'Stop an operation where it is',
  request: { params: idParams },
  responses: { 200: json(operation, 'What it has done stays done.'), ...problems },
})

export function deliveryOperationRoutes(app: Api) {
  for (const kind of ['recover', 'replay'] as const) {
    app.openapi(countRoute(kind, range), async (c) => {
      const operation = { ...c.req.valid('param'), kind, ...c.req.valid('json') }
      return c.json(await countOperation(c.get('context'), operation), 200)
    })
    app.openapi(startRoute(kind, range), async (c) => {
      const operation = { ...c.req.valid('param'), kind, ...c.req.valid('json') }
      return c.json(wire(await startOperation(c.get('context'), operation)), 202)
    })
  }
  app.openapi(countRoute('cancel', openRange), async (c) => {
    const operation = { ...c.req.valid('param'), kind: 'cancel' as const, ...c.req.valid('json') }
    return c.json(await countOperation(c.get('context'), operation), 200)
  })
  app.openapi(startRoute('cancel', openRange), async (c) => {
    const operation = { ...c.req.valid('param'), kind: 'cancel' as const, ...c.req.valid('json') }
    return c.json(wire(await startOperation(c.get('context'), operation)), 202)
  })
  app.openapi(all, async (c) =>
    c.json(
      pageOf(
        wire(await listOperations(c.get('context'), c.req.valid('param'))),
        c.req.valid('query'),
        ({ id }) => id,
      ),
      200,
    ),
  )
  app.openapi(get, async (c) => c.json(wire(await getOperation(c.get('context'), c.req.valid('param'))), 200))
  app.openapi(stop, async (c) =>
    c.json(wire(await cancelOperation(c.get('context'), c.req.valid('param'))), 200),
  )
}
