import { asPrincipal, type Services } from '@quillwire/core'
import type { Auth } from '@quillwire/core/identity/auth'
import { findPrincipal } from '@quillwire/core/identity/find-principal'
import { getEndpoint } from '@quillwire/webhooks'
import type { Api } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { idParams, problems } from '../schemas.ts'
import { deliveryStreamBody } from './delivery-stream-body.ts'
import { STREAM_HEADERS, streamAnswer } from './server-sent-events.ts'

const stream = createRoute({
  method: 'get',
  path: '/webhook-endpoints/{id}/deliveries/stream',
  tags: ['Webhooks'],
  operationId: 'followDeliveries',
  summary: 'Follow the deliveries of an endpoint',
  description:
    'Server-sent events: `change` whenever the endpoint, its deliveries or an operation on it changed, `refresh` when changes may have been missed.',
  request: { params: idParams },
  responses: {
    200: streamAnswer,
    ...problems,
  },
})

// The casts: zod-openapi expects the schema's type, and a stream is a plain Response.
export function deliveryStreamRoutes(services: Services, auth: Auth, stopping: AbortSignal) {
  return (app: Api) => {
    app.openapi(stream, async (c) => {
      const context = c.get('context')
      const { id: endpointId } = await getEndpoint(context, c.req.valid('param'))
      // The body of an answer to HEAD is dropped, and would never end.
      if (c.req.method === 'HEAD') return c.body(null, 200, STREAM_HEADERS) as never
      const askAgain = async () => {
        const { principal } = await findPrincipal(services, auth, c.req.raw.headers)
        await getEndpoint(asPrincipal(services, principal), { id: endpointId })
      }
      const changes = await deliveryStreamBody(context, { endpointId, askAgain, stopping })
      return c.body(changes, 200, STREAM_HEADERS) as never
    })
  }
}
