import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { invalid } from '@quillwire/core/errors'
import { within } from '@quillwire/process'

export interface ApiListenerOptions {
  fetch(request: Request): Response | Promise<Response>
  /** The client's address: `clientAddress` with the trusted proxies. */
  addressOf(request: IncomingMessage): string
}

/** How much of a body that the API refused unread is read all the same, and for how long. */
const MAX_REST_BYTES = 64 * 1024 * 1024
const MAX_REST_MS = 5000

/**
 * The API as a listener of Node's server. The `X-Forwarded-For` that the API sees is a single address, worked out here,
 * where the connection is known. It is never the header that the client sent.
 */
export function apiListener({ fetch, addressOf }: ApiListenerOptions) {
  return getRequestListener(
    async (request, bindings) => {
      // The cast: the type allows for HTTP/2 servers too, and ours is this kind.
      const { incoming, outgoing } = bindings as { incoming: IncomingMessage; outgoing: ServerResponse }
      // A fetch request cannot be a TRACE. Under a name that no path accepts, it is refused like any unknown method.
      const method = request.method === 'TRACE' ? 'X-TRACE' : request.method
      const reader = BODILESS.has(request.method) ? undefined : request.body?.getReader()
      const body = reader && bodyOf(reader)
      const answer = await fetch(plainRequest(request, method, addressOf(incoming), body?.stream))
      // A handler that was given up may still be reading: it would take what is left over below for the whole body.
      body?.end()
      // The body was refused unread, as too large. If the answer went out at once, the connection would break under a
      // client that still sends, or under the next request: the front door reuses it for other clients.
      if (reader && !incoming.complete && !(await takenToItsEnd(reader)) && !outgoing.headersSent)
        outgoing.setHeader('connection', 'close')
      return answer
    },
    {
      // Next.js lives in this process too and needs the global classes as they are.
      overrideGlobalObjects: false,
    },
  )
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>

const BODILESS = new Set(['GET', 'HEAD', 'TRACE'])

/** A plain copy: the listener's requests are of its own class, which the API's middleware cannot clone. */
function plainRequest(
  request: Request,
  method: string,
  address: string,
  body: ReadableStream | undefined,
): Request {
  const headers = new Headers(request.headers)
  headers.set('x-forwarded-for', address)
  // A TRACE has no signal: to make it, the listener would construct a request that fetch does not allow.
  const common = { method, headers, ...(request.method === 'TRACE' ? {} : { signal: request.signal }) }
  if (!body) return new Request(request.url, common)
  return new Request(request.url, { ...common, body, ...{ duplex: 'half' as const } })
}

/** A client that disconnects while it sends: no fault of ours, and no sign that the database is away. */
function incomplete(cause?: unknown) {
  return invalid(
    'body_incomplete',
    'The connection ended, or the request was answered, before its whole body had arrived. Send it again.',
    { cause },
  )
}

/** The body that the reader reads, as a stream that can be ended early. */
function bodyOf(reader: Reader) {
  let ended = false
  const stream = new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch((cause) => {
          throw incomplete(cause)
        })
        if (ended) throw incomplete()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
  return {
    stream,
    end() {
      ended = true
    },
  }
}

/** Whether the rest was read to its end. It is not if it is too large, comes too slowly or not at all. */
async function takenToItsEnd(reader: Reader): Promise<boolean> {
  try {
    return await within(MAX_REST_MS, takeRest(reader))
  } catch {
    return false // the client is gone, too slow, or sends too much
  }
}

async function takeRest(reader: Reader): Promise<void> {
  for (let bytes = 0; bytes < MAX_REST_BYTES; ) {
    const { done, value } = await reader.read()
    if (done) return
    bytes += value.length
  }
  throw new Error('The rest of a body is too large.')
}
