import { asPrincipal, type Services } from '@quillwire/core'
import { forbidden } from '@quillwire/core/errors'
import type { Auth } from '@quillwire/core/identity/auth'
import { findPrincipal } from '@quillwire/core/identity/find-principal'
import { isOwnOrigin } from '@quillwire/http'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../api-types.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Finds out who sent the request. A write authenticated by cookies is accepted only from our own pages: other sites can
 * make a browser send one, cookies included.
 */
export function identify(services: Services, auth: Auth) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const identified = await findPrincipal(services, auth, c.req.raw.headers)
    if (identified.byCookie && !SAFE.has(c.req.method)) requireOwnPage(services.publicUrl, c.req.raw.headers)
    c.set('identified', identified)
    c.set('context', asPrincipal(services, identified.principal))
    await next()
  })
}

function requireOwnPage(publicUrl: string, headers: Headers) {
  const site = headers.get('sec-fetch-site')
  if (isOwnOrigin(headers, publicUrl) && (!site || site === 'same-origin' || site === 'none')) return
  throw forbidden(
    'cross_site_request',
    'This request came from another site. Use an API key for programs elsewhere.',
  )
}
