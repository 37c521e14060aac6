/**
 * The client's address, as worked out in front of the API (`apiListener` of the web process). Null for our own pages.
 */
export function callerAddress(headers: Headers): string | null {
  return headers.get('x-forwarded-for') || null
}
