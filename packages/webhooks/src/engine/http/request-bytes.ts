/** A request as HTTP/1.1 writes it (RFC 9112). */
import type { Target, WebhookRequest } from './connection.ts'

/** A field name is a token, and its value is on one line: nothing that is sent can become a second header. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const NOT_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/
/** These say where a request ends and what becomes of its connection, and are written here alone. */
const RESERVED = /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect)$/i
/** From here on a body is not copied behind its head. */
const LARGE_BYTES = 65_536

/**
 * What is to be written, in one piece where it is short.
 * @throws for a header that cannot be sent.
 */
export function requestBytes({ method = 'POST', headers, body }: WebhookRequest, target: Target): Buffer[] {
  let head = `${method} ${target.path} HTTP/1.1\r\nhost: ${target.url.host}\r\nconnection: keep-alive\r\n`
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? ''
    if (!isName(name)) throw new Error(`the header ${JSON.stringify(name.slice(0, 60))} cannot be sent`)
    if (NOT_IN_VALUE.test(value)) throw new Error(`the value of the header ${name} cannot be sent`)
    head += `${name}: ${value}\r\n`
  }
  if (method === 'GET') return [Buffer.from(`${head}\r\n`, 'latin1')]
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  head += `content-length: ${length}\r\n\r\n`
  if (length > LARGE_BYTES)
    return [Buffer.from(head, 'latin1'), typeof body === 'string' ? Buffer.from(body) : body]
  const bytes = Buffer.allocUnsafe(head.length + length)
  bytes.write(head, 'latin1')
  if (typeof body === 'string') bytes.write(body, head.length)
  else body.copy(bytes, head.length)
  return [bytes]
}

/** Asked for every header of every request, and always about the same few. */
const names = new Map<string, boolean>()
const MOST_NAMES = 1000

function isName(name: string): boolean {
  const known = names.get(name)
  if (known !== undefined) return known
  if (names.size >= MOST_NAMES) names.clear()
  const good = NAME.test(name) && !RESERVED.test(name)
  names.set(name, good)
  return good
}
