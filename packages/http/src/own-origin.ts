import type { IncomingHttpHeaders } from 'node:http'

/** The headers of a request, as Node or as the Fetch API has them. */
export type RequestHeaders = IncomingHttpHeaders | Headers

/**
 * Whether a request may come from a page of ours, by the `Origin` that browsers add and that no page can choose. A page
 * of the host that the request was sent to is ours, by whatever name people reach it. Programs send no origin: they
 * authenticate with every request.
 */
export function isOwnOrigin(headers: RequestHeaders, publicUrl: string): boolean {
  const origin = headerOf(headers, 'origin')
  if (!origin || origin === publicUrl) return true
  return URL.canParse(origin) && new URL(origin).host === requestedHost(headers)
}

/** The host that a request was sent to, as the outermost server received it. */
export function requestedHost(headers: RequestHeaders): string | null {
  return headerOf(headers, 'x-forwarded-host') ?? headerOf(headers, 'host')
}

function headerOf(headers: RequestHeaders, name: string): string | null {
  const value = headers instanceof Headers ? headers.get(name) : headers[name]
  return typeof value === 'string' ? value : null
}
