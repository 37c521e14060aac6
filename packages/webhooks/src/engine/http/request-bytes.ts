/** The bytes of a request in HTTP/1.1 (RFC 9112). */
import { FIELD_NAME, NOT_IN_FIELD_VALUE } from '../../field-syntax.ts'
import { memoized } from '../../memoized.ts'
import type { Target, WebhookRequest } from './connection.ts'
import type { HttpProxy } from './route.ts'

/** These say where a request ends and what becomes of its connection, and only this file writes them. */
const RESERVED = /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect)$/i
/** A larger body is not copied behind its head. */
const LARGE_BYTES = 65_536

/**
 * What is to be written, in one piece where it is short.
 * @param proxy the one that stands between, if any
 * @throws for a header that cannot be sent.
 */
export function requestBytes(
  { method = 'POST', headers, body }: WebhookRequest,
  { url, origin, path }: Target,
  proxy: HttpProxy | null = null,
): Buffer[] {
  const forwarded = proxy && url.protocol === 'http:'
  let head = `${method} ${forwarded ? origin + path : path} HTTP/1.1\r\n`
  head += `host: ${url.host}\r\nconnection: keep-alive\r\n`
  if (forwarded && proxy.authorization) head += `proxy-authorization: ${proxy.authorization}\r\n`
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? ''
    if (!isName(name)) throw new Error(`the header ${JSON.stringify(name.slice(0, 60))} cannot be sent`)
    if (NOT_IN_FIELD_VALUE.test(value)) throw new Error(`the value of the header ${name} cannot be sent`)
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

const isName = memoized((name) => FIELD_NAME.test(name) && !RESERVED.test(name))
