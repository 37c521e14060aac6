import { rateLimited } from '@quillwire/core/errors'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api-types.ts'

/** How many seconds' worth of requests may come at once. */
const BURST_SECONDS = 10

/** The headers that tell a key how much of its limit is left. */
export const RATE_HEADERS = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'] as const

interface Bucket {
  left: number
  /** In ms of the process's monotonic clock. */
  at: number
}

/**
 * Limits the requests of an API key: each key has a token bucket, refilled at `perSecond`. People are not counted:
 * their pages may load a thousand pictures at once. Each process counts for itself: the limit is there to keep one
 * program from using up the process, and so costs nothing.
 */
export function limitRequestRate(perSecond: number) {
  const size = perSecond * BURST_SECONDS
  const buckets = new Map<string, Bucket>()
  let sweptAt = 0

  function bucketOf(keyId: string): Bucket {
    const now = performance.now()
    const before = buckets.get(keyId)
    const left = before ? Math.min(size, before.left + ((now - before.at) / 1000) * perSecond) : size
    const bucket = { left, at: now }
    buckets.set(keyId, bucket)
    if (now - sweptAt > BURST_SECONDS * 1000) {
      sweptAt = now
      // These are full again by now, as a new one would be.
      for (const [id, { at }] of buckets) if (now - at > BURST_SECONDS * 1000) buckets.delete(id)
    }
    return bucket
  }

  return createMiddleware<ApiEnv>(async (c, next) => {
    const { principal } = c.get('context')
    if (principal.type !== 'api_key') return await next()
    const bucket = bucketOf(principal.id)
    const isRefused = bucket.left < 1
    if (!isRefused) bucket.left -= 1
    const [limit, remaining, reset] = RATE_HEADERS
    c.header(limit, String(size))
    c.header(remaining, String(Math.floor(bucket.left)))
    c.header(reset, String(Math.ceil((size - bucket.left) / perSecond)))
    if (!isRefused) return await next()
    throw rateLimited(
      'too_many_requests',
      `This key makes more than ${perSecond} requests a second in the long run. Wait as many seconds as Retry-After says.`,
      { retryAfterSeconds: Math.ceil((1 - bucket.left) / perSecond) },
    )
  })
}
