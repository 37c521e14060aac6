import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { invalid } from '@quillwire/core/errors'
import { within } from '@quillwire/process'

export interface ApiListenerOptions {
  fetch(request: Request): Response | Promise<Response>
  /** Who asks: `clientAddress` of the proxies that are believed. */
  addressOf(request: IncomingMessage): string
}

/** Of a body that the API refused unread, so much is taken all the same, and for so long. */
const MAX_REST_BYTES = 64 * 1024 * 1024
const MAX_REST_MS = 5000

/**
 * The API as a listener of Node's server. What it hears as `X-Forwarded-For` is one address, worked out here where the
 * connection is known, and never the line that came.
 */
export function apiListener({ fetch, addressOf }: ApiListenerOptions) {
  return getRequestListener(
    async (request, bindings) => {
      // The cast: of the server's kinds, which may be HTTP/2 too, ours is this one.
      const { incoming, outgoing } = bindings as { incoming: IncomingMessage; outgoing: ServerResponse }
      // Fetch knows no TRACE. Under a name that no path takes, it is refused like every other of them.
      const method = request.method === 'TRACE' ? 'X-TRACE' : request.method
      const reader = BODILESS.has(request.method) ? undefined : request.body?.getReader()
      const body = reader && bodyOf(reader)
      const answer = await fetch(plainRequest(request, method, addressOf(incoming), body?.stream))
      // What still reads then, since it was given up, would get what is left over below for the whole.
      body?.end()
      // Refused before it was read, as too large. Answered at once, the connection would break under whoever still sends, or
      // uses it next: the front door, for somebody else.
      if (reader && !incoming.complete && !(await takenToItsEnd(reader)) && !outgoing.headersSent)
        outgoing.setHeader('connection', 'close')
      return answer
    },
    {
      // Next.js lives in this process too, so that the global classes are left as they are.
      overrideGlobalObjects: false,
    },
  )
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>

const BODILESS = new Set(['GET', 'HEAD', 'TRACE'])

/** The listener's requests are a class of their own, of which the API's middleware cannot make copies. */
function plainRequest(
  request: Request,
  method: string,
  address: string,
  body: ReadableStream | undefined,
): Request {
  const headers = new Headers(request.headers)
  headers.set('x-forwarded-for', address)
  // Not of a TRACE, whose signal the listener would make of a request that fetch does not know.
  const common = { method, headers, ...(request.method === 'TRACE' ? {} : { signal: request.signal }) }
  if (!body) return new Request(request.url, common)
  return new Request(request.url, { ...common, body, ...{ duplex: 'half' as const } })
}

/** Who goes away while they send is no fault of ours, and says nothing of the database. */
function incomplete(cause?: unknown) {
  return invalid(
    'body_incomplete',
    'The connection ended, or the request was answered, before all of its body was here. Send it again.',
    { cause },
  )
}

/** What the reader reads, as a stream that can be ended before. */
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

/** Whether the rest was taken; not where it is too much, comes too slowly or not at all. */
async function takenToItsEnd(reader: Reader): Promise<boolean> {
  try {
    return await within(MAX_REST_MS, takeRest(reader))
  } catch {
    return false // whoever sent it is gone, or sends too much
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
