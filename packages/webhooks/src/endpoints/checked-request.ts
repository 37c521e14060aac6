import { storable } from '@quillwire/database'
import type { TransformedRequest } from '../transformation/transformed-request.ts'
import { endpointHeaders } from './endpoint-headers.ts'
import type { EndpointPolicy } from './endpoint-policy.ts'
import { unmarkSecrets } from './endpoint-secrets.ts'
import { templatedUrl } from './templated-url.ts'

/** What a function wants sent, as far as it says so. Secrets that its code names are still marked. */
export interface CheckedRequest {
  method: string
  /** Null for the endpoint's own. */
  url: string | null
  /** Under lower-case names, with the type of the body. */
  headers: Record<string, string>
  body: string
}

/**
 * Checks what a function gave back by the rules for what an admin types, for sending and for the preview alike.
 *
 * @param event what is sent where the function gave no body.
 * @throws `invalid` with a sentence for the admin.
 */
export function checkedRequest(
  { method = 'POST', url, headers = {}, body, bodyIsJson }: TransformedRequest,
  event: string,
  policy: EndpointPolicy,
): CheckedRequest {
  const { own, type } = withoutType(headers)
  // Its host name is judged when it is connected to.
  if (url !== undefined) templatedUrl(unmarkSecrets(url), policy)
  if (type !== undefined) endpointHeaders({ 'x-content-type': type })
  const usual = bodyIsJson || body === undefined ? 'application/json' : 'text/plain; charset=utf-8'
  return {
    method,
    // It is logged as the function wrote it.
    url: url === undefined ? null : storable(url),
    headers: { ...endpointHeaders(own), 'content-type': type ?? usual },
    // Secrets are for URLs and headers: in a body the placeholder stays as it was.
    body: body === undefined ? event : unmarkSecrets(body),
  }
}

/** A function may set the type of its body, though an endpoint's headers may not. */
function withoutType(headers: Readonly<Record<string, string>>) {
  const entries = Object.entries(headers)
  const isType = ([name]: [string, string]) => name.toLowerCase() === 'content-type'
  return {
    own: Object.fromEntries(entries.filter((header) => !isType(header))),
    type: entries.findLast(isType)?.[1],
  }
}
