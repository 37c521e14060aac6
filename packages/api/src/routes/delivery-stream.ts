import { createRoute, z } from '@hono/zod-openapi'
import type { Context as CoreContext } from '@quillwire/core'
import type { Listening } from '@quillwire/database'
import { getEndpoint } from '@quillwire/webhooks'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Api } from '../api-types.ts'
import { id, problems } from '../schemas.ts'

const stream = createRoute({
  method: 'get',
  path: '/webhook-endpoints/{id}/deliveries/stream',
  tags: ['Webhooks'],
  summary: 'Follow the deliveries of an endpoint',
  description:
    'Server-sent events: `change` whenever deliveries of the endpoint changed, `refresh` when changes may have been missed.',
  request: { params: z.object({ id: id.openapi({ param: { name: 'id', in: 'path' } }) }) },
  responses: {
    200: {
      description: 'The stream.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems,
  },
})

const HEARTBEAT_MS = 20_000

export function deliveryStreamRoutes(app: Api) {
  app.openapi(stream, async (c) => {
    const context = c.get('context')
    const { id: endpointId } = await getEndpoint(context, c.req.valid('param'))
    c.header('cache-control', 'no-cache, no-transform')
    c.header('x-accel-buffering', 'no')
    // The cast: zod-openapi wants the schema's type, and a stream is a Response of its own.
    return streamSSE(c, (sse) => follow(context, endpointId, sse)) as never
  })
}

/** Writes until the reader goes away or its rights change: then it comes again and is asked anew. */
async function follow(context: CoreContext, endpointId: string, sse: SSEStreamingApi): Promise<void> {
  const listening: Listening[] = []
  const ended = new Promise<void>((resolve) => sse.onAbort(resolve))
  let end = () => {}
  const closed = new Promise<void>((resolve) => {
    end = resolve
  })
  const write = (event: string, data: object) =>
    void sse.writeSSE({ event, data: JSON.stringify(data) }).catch(end)
  const heartbeat = setInterval(() => void sse.write(':\n\n').catch(end), HEARTBEAT_MS)
  try {
    listening.push(
      await context.database.listen(
        'delivery_changed',
        (change) => {
          if (change.endpointId === endpointId) write('change', {})
        },
        () => write('refresh', {}),
      ),
      await context.database.listen('document_access', (change) => {
        if (concerns(context, change)) end()
      }),
    )
    write('refresh', {})
    await Promise.race([ended, closed])
  } finally {
    clearInterval(heartbeat)
    for (const { stop } of listening) stop()
  }
}

function concerns(
  { principal }: CoreContext,
  change: { userId?: string; apiKeyId?: string; documentId?: string },
): boolean {
  if (principal.type === 'user') return change.userId === principal.id
  return principal.type === 'api_key' && change.apiKeyId === principal.id
}
