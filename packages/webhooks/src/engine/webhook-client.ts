/**
 * Sends one request to a receiver that may be slow, hostile or gone, and always returns in bounded time and memory.
 * Redirects are not followed.
 */
import { AddressRefused } from '../address-guard/address-refused.ts'
import type { Resolve } from '../address-guard/guarded-connector.ts'
import type { Network } from '../address-guard/judge-address.ts'
import { targetRefusal } from '../address-guard/judge-target.ts'
import { memoized } from '../memoized.ts'
import { createConnections } from './connections.ts'
import { sendOver } from './exchange.ts'
import type { ResponseHeaders, Target, WebhookRequest } from './http/connection.ts'
import { directRoute, routeThroughProxy } from './http/route.ts'

export type { WebhookRequest }

export interface WebhookResponse {
  status: number
  headers: ResponseHeaders
  /** The first 4 KiB, as text. */
  body: string
}

export interface Exchange {
  /** Null where no response came. */
  response: WebhookResponse | null
  /** One sentence for people; null where a response came. */
  error: string | null
  durationMs: number
  remoteAddress: string | null
}

export interface WebhookClient {
  /** Never rejects: what went wrong stands in the result. */
  send(request: WebhookRequest): Promise<Exchange>
  close(): Promise<void>
}

export interface WebhookClientOptions {
  allowed: readonly Network[]
  /**
   * A proxy through which everything goes. It looks up names, and so decides where they lead. Literal addresses and
   * ports that are not allowed are refused before it is asked.
   */
  proxyUrl?: string | undefined
  resolve?: Resolve | undefined
}

export function createWebhookClient({ allowed, proxyUrl, resolve }: WebhookClientOptions): WebhookClient {
  const connections = createConnections(
    proxyUrl ? routeThroughProxy(proxyUrl) : directRoute({ allowed, ...(resolve && { resolve }) }),
  )
  const proxied = proxyUrl !== undefined
  return {
    send(request) {
      const target = parsed(request.url)
      if (!target) return unsent(`${request.url} is not a URL.`)
      const refused = proxied && targetRefusal(target.url, allowed)
      if (refused) return unsent(new AddressRefused(refused.sentence).message)
      return sendOver(connections, request, target, proxied)
    },
    close: () => connections.destroy(),
  }
}

/** Most requests go to the same few URLs. */
const parsed = memoized((text): Target | null => {
  const url = URL.parse(text)
  return url && { url, origin: url.origin, path: url.pathname + url.search }
})

function unsent(error: string): Promise<Exchange> {
  return Promise.resolve({ response: null, error, durationMs: 0, remoteAddress: null })
}
