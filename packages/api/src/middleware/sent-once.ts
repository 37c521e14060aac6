import type { MiddlewareHandler } from 'hono'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { RATE_HEADERS } from './request-rate.ts'

export const toBeAskedAgain: MiddlewareHandler = async (c, next) => {
  // A browser keeps the answer, and asks each time whether it is still current.
  c.header('cache-control', 'private, no-cache')
  await next()
}

/** For what open pages request over and over: an answer that the client has is sent again only when it has changed. */
export const sentOnce: MiddlewareHandler[] = [
  toBeAskedAgain,
  etag({ weak: true, retainedHeaders: [...RETAINED_304_HEADERS, ...RATE_HEADERS] }),
]
