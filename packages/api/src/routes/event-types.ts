import { z } from '@hono/zod-openapi'
import { envelopeSchema, eventGroups, jsonSchemaOf, sampleEnvelope } from '@quillwire/events'
import type { Api } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { json, page, pageOf, problems, shortListQuery } from '../schemas.ts'

const eventType = z
  .object({
    type: z.string(),
    group: z.string(),
    title: z.string(),
    description: z.string(),
    schema: z.any().describe('The JSON Schema of the envelope.'),
    sample: z.any().describe('An example of the envelope.'),
  })
  .openapi('EventType')

const all = createRoute({
  method: 'get',
  path: '/event-types',
  tags: ['Events'],
  operationId: 'listEventTypes',
  summary: 'List the event types',
  security: [],
  request: { query: shortListQuery },
  responses: { 200: json(page(eventType), 'The catalogue.'), ...problems },
})

const catalogue = eventGroups.flatMap((group) =>
  group.events.map((definition) => ({
    type: definition.type,
    group: group.title,
    title: definition.title,
    description: definition.description,
    schema: jsonSchemaOf(envelopeSchema(definition)),
    sample: sampleEnvelope(definition),
  })),
)

export function eventTypeRoutes(app: Api) {
  app.openapi(all, (c) =>
    c.json(
      pageOf(catalogue, c.req.valid('query'), ({ type }) => type),
      200,
    ),
  )
}
