import type { IncomingMessage } from 'node:http'
import { getRequestListener } from '@hono/node-server'

export interface ApiListenerOptions {
  fetch(request: Request): Response | Promise<Response>
  /** Who asks: `clientAddress` of the proxies that are believed. */
  addressOf(request: IncomingMessage): string
}

/**
 * The API as a listener of Node's server. What it hears as `X-Forwarded-For` is one address, worked out here where the
 * connection is known, and never the line that came.
 */
export function apiListener({ fetch, addressOf }: ApiListenerOptions) {
  return getRequestListener(
    (request, { incoming }) => fetch(plainRequest(request, addressOf(incoming as IncomingMessage))),
    {
      // Next.js lives in this process too, so that the global classes are left as they are.
      overrideGlobalObjects: false,
    },
  )
}

/** The listener's requests are a class of their own, of which the API's middleware cannot make copies. */
function plainRequest(request: Request, address: string): Request {
  const { method, url } = request
  const headers = new Headers(request.headers)
  headers.set('x-forwarded-for', address)
  // Fetch knows no such request. Under a name that no path takes, it is refused like every other of them.
  if (method === 'TRACE') return new Request(url, { method: 'X-TRACE', headers })
  const body = method === 'GET' || method === 'HEAD' ? null : request.body
  return new Request(url, {
    method,
    headers,
    signal: request.signal,
    body,
    ...(body ? { duplex: 'half' as const } : {}),
  })
}
