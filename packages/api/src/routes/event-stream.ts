import { z } from '@hono/zod-openapi'
import { requireWorkspace, type Services } from '@quillwire/core'
import type { Auth } from '@quillwire/core/identity/auth'
import { findPrincipal } from '@quillwire/core/identity/find-principal'
import { checkSubscription, type EventStreams } from '@quillwire/webhooks/stream'
import type { Api } from '../api-types.ts'
import { callerAddress } from '../caller-address.ts'
import { createRoute } from '../create-route.ts'
import { problems } from '../schemas.ts'
import { askedEvents, eventQuery } from './event-query.ts'
import { eventStreamBody } from './event-stream-body.ts'
import { STREAM_HEADERS, streamAnswer } from './server-sent-events.ts'

const stream = createRoute({
  method: 'get',
  path: '/events/stream',
  tags: ['Events'],
  operationId: 'followEvents',
  summary: 'Follow the events',
  description:
    'Server-sent events, for consumers without a public URL: the `data` of each is the event, its `id` the cursor. After a break, `Last-Event-ID` resumes after the last one. A slow reader is sent events slowly and misses nothing. The same as a WebSocket, with acknowledgements: `/api/v1/events/socket`.',
  request: {
    query: z.object({
      after: z
        .string()
        .max(200)
        .optional()
        .describe(
          'A cursor, or `oldest` or `latest`. What follows it is sent. `Last-Event-ID` takes precedence.',
        ),
      // Added by `event-source-polyfill` and the like when they reconnect.
      lastEventId: z
        .string()
        .max(200)
        .optional()
        .describe('As `Last-Event-ID`, for clients that put it into the address.'),
      ...eventQuery,
      consumer: z
        .string()
        .max(200)
        .optional()
        .describe(
          'A name under which the server keeps the place of this consumer: without a cursor it resumes there.',
        ),
    }),
    headers: z.object({ 'last-event-id': z.string().max(200).optional() }),
  },
  responses: {
    200: streamAnswer,
    ...problems,
  },
})

// The casts below: zod-openapi expects the schema's type, and a stream is a plain Response.
export function eventStreamRoutes(services: Services, auth: Auth, streams: EventStreams) {
  return (app: Api) => {
    app.openapi(stream, async (c) => {
      // The body of an answer to HEAD is dropped, and would never end.
      if (c.req.method === 'HEAD') {
        requireWorkspace(c.get('context').principal, 'read_events')
        return c.body(null, 200, STREAM_HEADERS) as never
      }
      const { after, lastEventId, consumer, ...asked } = c.req.valid('query')
      const { headers } = c.req.raw
      const session = await streams.open({
        identify: async () => (await findPrincipal(services, auth, headers)).principal,
        subscription: checkSubscription({
          after: c.req.valid('header')['last-event-id'] || lastEventId || after || undefined,
          ...askedEvents(asked),
          consumer,
          acknowledge: false,
        }),
        remoteAddress: callerAddress(headers),
      })
      const answer = c.body(eventStreamBody(session, streams.heartbeatMs), 200, STREAM_HEADERS)
      return answer as never
    })
  }
}
