import { isUtf8 } from 'node:buffer'
import { unsupported } from '@quillwire/core/errors'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import type { ApiEnv } from '../api-types.ts'

/**
 * JSON is UTF-8, whatever its content type says (RFC 8259, 8.1). Decoding would replace bytes that are not: letters in
 * another encoding would become question marks for good, and the sender would not know.
 */
export const requireReadableBody = createMiddleware<ApiEnv>(async (c, next) => {
  const encoding = c.req.header('content-encoding') ?? 'identity'
  if (encoding.toLowerCase() !== 'identity')
    throw unsupported(
      'content_encoding_unsupported',
      'Compressed bodies are not read here. Send the body as it is, without Content-Encoding.',
    )
  if (isJson(c.req.header('content-type') ?? '') && !isUtf8(await c.req.arrayBuffer()))
    throw new HTTPException(400)
  await next()
})

function isJson(contentType: string): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(contentType)
}
