import type { MiddlewareHandler } from 'hono'
import { etag, RETAINED_304_HEADERS } from 'hono/etag'
import { RATE_HEADERS } from './request-rate.ts'

export const toBeAskedAgain: MiddlewareHandler = async (c, next) => {
  // A browser keeps the answer, and asks each time whether it is still so.
  c.header('cache-control', 'private, no-cache')
  await next()
}

/** For what open pages ask for over and over: it is not sent again to who has it, as long as nothing has changed. */
export const sentOnce: MiddlewareHandler[] = [
  toBeAskedAgain,
  etag({ weak: true, retainedHeaders: [...RETAINED_304_HEADERS, ...RATE_HEADERS] }),
]
