/**
 * The request in the form that Better Auth accepts.
 *
 * Better Auth requires an `Origin` header. Only browsers send one, and they send it with every write that another site
 * makes them do. A request without it, and without `Sec-Fetch-Site`, comes from a program, which acts for itself: it is
 * given our own origin.
 */
export function authRequest(request: Request, publicUrl: string): Request {
  const headers = new Headers(request.headers)
  if (!headers.has('origin') && !headers.has('sec-fetch-site')) headers.set('origin', publicUrl)
  return new Request(request, { headers })
}
