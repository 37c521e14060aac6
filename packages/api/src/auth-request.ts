import { callerAddress, type IsProxy } from './caller-address.ts'

/**
 * A request as Better Auth is to see it.
 *
 * It wants to hear an origin, which only browsers send, and which they send with every write that another site makes
 * them do. What comes without one, and without a browser's other marks, is a program: it speaks for itself.
 *
 * It limits by the address that asks, and takes none from a list: behind a proxy everybody would share one limit, and
 * one of them could lock all others out.
 */
export function authRequest(request: Request, publicUrl: string, isProxy: IsProxy): Request {
  const headers = new Headers(request.headers)
  if (!headers.has('origin') && !headers.has('sec-fetch-site')) headers.set('origin', publicUrl)
  const address = callerAddress(headers, isProxy)
  if (address !== null) headers.set('x-forwarded-for', address)
  return new Request(request, { headers })
}
