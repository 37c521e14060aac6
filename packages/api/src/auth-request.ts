/**
 * A request as Better Auth is to see it.
 *
 * It wants to hear an origin, which only browsers send, and which they send with every write that another site makes
 * them do. What comes without one, and without a browser's other marks, is a program: it speaks for itself.
 */
export function authRequest(request: Request, publicUrl: string): Request {
  const headers = new Headers(request.headers)
  if (!headers.has('origin') && !headers.has('sec-fetch-site')) headers.set('origin', publicUrl)
  return new Request(request, { headers })
}
