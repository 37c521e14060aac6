import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { remoteAddress } from '@quillwire/http'

export type Trusts = (address: string) => boolean

/** The headers that say who asks, and for which host. */
export const WHO_ASKS: readonly string[] = [
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-real-ip',
]

/**
 * The request's headers, and who asks in the headers that reverse proxies use for that. What a client says about itself
 * is dropped; what a trusted proxy says is kept, with the proxy's own address behind it.
 */
export function withForwarded(request: IncomingMessage, trusts: Trusts): IncomingHttpHeaders {
  const address = remoteAddress(request.socket)
  const { forwarded: _, ...headers } = request.headers
  const trusted = trusts(address)
  const before = trusted ? headers['x-forwarded-for'] : undefined
  return {
    ...headers,
    'x-forwarded-for': before ? `${before}, ${address}` : address,
    'x-forwarded-proto': (trusted && headers['x-forwarded-proto']) || 'http',
    'x-forwarded-host': (trusted && headers['x-forwarded-host']) || headers.host || '',
    'x-real-ip': (trusted && headers['x-real-ip']) || address,
  }
}
