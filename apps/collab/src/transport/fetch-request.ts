import type { IncomingMessage } from 'node:http'

/** A request in the form that Hocuspocus's hooks take. */
export function fetchRequest(request: IncomingMessage, url: URL): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  return new Request(url, { headers })
}
