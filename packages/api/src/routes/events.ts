import { z } from '@hono/zod-openapi'
import { listEvents } from '@quillwire/core/events/list-events'
import { type Api, wire } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { id, json, page, pageQuery, problems, time } from '../schemas.ts'
import { askedEvents, eventQuery } from './event-query.ts'

const event = z
  .object({
    id: z.string().openapi({ example: 'evt_01998c3f01c87d208c1192e4f6a8b010' }),
    type: z.string(),
    timestamp: time,
    workspace: z.object({ id, name: z.string() }),
    actor: z.object({ type: z.string(), id: id.nullable(), name: z.string() }),
    data: z.any().describe('As `GET /event-types` describes it for the type.'),
  })
  .openapi('Event')

const all = createRoute({
  method: 'get',
  path: '/events',
  tags: ['Events'],
  operationId: 'listEvents',
  summary: 'List the events',
  description:
    'Oldest first, or newest first to see what happened lately. Oldest first, continuing from the last cursor misses nothing, whatever order transactions commit in. While there is a `nextCursor`, more follows, even if a page is short or empty because you may not see its events or a filter skips very many. Keep the last cursor to ask again later.',
  request: {
    query: pageQuery.omit({ cursor: true }).extend({
      after: z.string().max(200).optional().describe('A cursor: what follows it is listed.'),
      first: z.enum(['oldest', 'newest']).default('oldest'),
      ...eventQuery,
    }),
  },
  responses: { 200: json(page(z.object({ cursor: z.string(), event })), 'The events.'), ...problems },
})

export function eventRoutes(app: Api) {
  app.openapi(all, async (c) => {
    const { after, first, limit, ...asked } = c.req.valid('query')
    const listed = await listEvents(c.get('context'), { after, first, limit, ...askedEvents(asked) })
    return c.json(wire(listed), 200)
  })
}
