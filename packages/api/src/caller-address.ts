/** Who asks, as the server before the API worked it out (`apiListener` of the web process). Null for a page of ours. */
export function callerAddress(headers: Headers): string | null {
  return headers.get('x-forwarded-for') || null
}
