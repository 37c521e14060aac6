import { z } from '@hono/zod-openapi'
import { asPrincipal, type Context as CoreContext, type Services } from '@quillwire/core'
import { isAbout } from '@quillwire/core/access/is-about'
import type { Auth } from '@quillwire/core/identity/auth'
import { findPrincipal } from '@quillwire/core/identity/find-principal'
import type { Listening } from '@quillwire/database'
import { getEndpoint } from '@quillwire/webhooks'
import type { Api } from '../api-types.ts'
import { createRoute } from '../create-route.ts'
import { idParams, problems } from '../schemas.ts'

const stream = createRoute({
  method: 'get',
  path: '/webhook-endpoints/{id}/deliveries/stream',
  tags: ['Webhooks'],
  operationId: 'followDeliveries',
  summary: 'Follow the deliveries of an endpoint',
  description:
    'Server-sent events: `change` whenever deliveries of the endpoint, it itself or an operation on it changed, `refresh` when changes may have been missed.',
  request: { params: idParams },
  responses: {
    200: {
      description: 'The stream.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems,
  },
})

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

// The casts: zod-openapi wants the schema's type, and a stream is a Response of its own.
export function deliveryStreamRoutes(services: Services, auth: Auth, stopping: AbortSignal) {
  return (app: Api) => {
    app.openapi(stream, async (c) => {
      const context = c.get('context')
      const { id: endpointId } = await getEndpoint(context, c.req.valid('param'))
      // Of an answer to HEAD the body is dropped, which would never end.
      if (c.req.method === 'HEAD') return c.body(null, 200, HEADERS) as never
      const askAgain = async () => {
        const { principal } = await findPrincipal(services, auth, c.req.raw.headers)
        await getEndpoint(asPrincipal(services, principal), { id: endpointId })
      }
      return c.body(await changesOf(context, { endpointId, askAgain, stopping }), 200, HEADERS) as never
    })
  }
}

const HEARTBEAT_MS = 20_000
const HEARTBEAT = ':\n\n'
const CHANGE = 'event: change\ndata: {}\n\n'
const REFRESH = 'event: refresh\ndata: {}\n\n'

interface Followed {
  endpointId: string
  /** Whether the reader may follow it at this moment; rejects where it may not. */
  askAgain(): Promise<void>
  stopping: AbortSignal
}

/**
 * Tells until the reader goes away, its rights change or the process is to stop: then it comes again and is asked anew. It is
 * filled only as fast as it is read, and what happens meanwhile is told as one.
 */
async function changesOf(
  context: CoreContext,
  { endpointId, askAgain, stopping }: Followed,
): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder()
  const listening: Listening[] = []
  let untold: string | undefined = REFRESH
  let ended = false
  let wake = () => {}
  const tell = (text: string) => {
    if (untold !== REFRESH) untold = text
    wake()
  }
  const heartbeat = setInterval(() => tell(untold ?? HEARTBEAT), HEARTBEAT_MS)
  const stop = () => {
    clearInterval(heartbeat)
    stopping.removeEventListener('abort', end)
    for (const one of listening) one.stop()
  }
  const end = () => {
    ended = true
    stop()
    wake()
  }
  stopping.addEventListener('abort', end)
  if (stopping.aborted) end()
  try {
    listening.push(
      await context.database.listen(
        'delivery_changed',
        (change) => {
          if (change.endpointId === endpointId) tell(CHANGE)
        },
        () => tell(REFRESH),
      ),
    )
    listening.push(
      await context.database.listen(
        'document_access',
        (change) => {
          if (isAbout(context.principal, change)) end()
        },
        // While nobody listened a right may have gone.
        end,
      ),
    )
    // One that went since the request was let in was told to nobody here.
    await askAgain()
    // It may have ended before all of them were there.
    if (ended) stop()
  } catch (error) {
    stop()
    throw error
  }
  return new ReadableStream(
    {
      async pull(controller) {
        if (!untold && !ended)
          await new Promise<void>((done) => {
            wake = done
          })
        if (ended) return controller.close()
        controller.enqueue(encoder.encode(untold))
        untold = undefined
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}
