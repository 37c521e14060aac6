import type { Hono, MiddlewareHandler } from 'hono'
import { TrieRouter } from 'hono/router/trie-router'
import type { ApiEnv } from '../api-types.ts'
import { problemResponse } from '../problem.ts'

/** The method under which middleware is registered. */
const ANY_METHOD = 'ALL'

/**
 * Answers a method that an existing path does not take with those that it does take. They are read from the app's
 * routes, and no credentials are needed for this answer.
 */
export function refuseOtherMethods(app: Hono<ApiEnv>): MiddlewareHandler<ApiEnv> {
  let methodsOf: (path: string) => ReadonlySet<string> | undefined
  return async (c, next) => {
    // On the first request: by then all routes are registered.
    methodsOf ??= routedMethods(app)
    const methods = methodsOf(c.req.path)
    if (!methods || methods.has(c.req.method)) return await next()
    const allowed = [...methods].join(', ')
    c.header('allow', allowed)
    return problemResponse(c, {
      title: 'Not with this method',
      status: 405,
      code: 'method_not_allowed',
      detail: `${c.req.method} is not possible here, only ${allowed}. See /api/v1/docs for what there is.`,
    })
  }
}

function routedMethods({ routes }: Hono<ApiEnv>) {
  const byPattern = new Map<string, Set<string>>()
  for (const { path, method } of routes) {
    if (method === ANY_METHOD) continue
    const methods = byPattern.get(path) ?? new Set()
    methods.add(method)
    // Hono answers HEAD as a GET without the body.
    if (method === 'GET') methods.add('HEAD')
    byPattern.set(path, methods)
  }
  const router = new TrieRouter<string>()
  for (const pattern of byPattern.keys()) router.add(ANY_METHOD, pattern, pattern)
  return (path: string) => {
    const patterns = router.match(ANY_METHOD, path)[0].map(([pattern]) => pattern)
    // A literal name takes precedence over a parameter that could match it, as in OpenAPI.
    const [closest] = patterns.sort((one, other) => parametersIn(one) - parametersIn(other))
    return closest === undefined ? undefined : byPattern.get(closest)
  }
}

function parametersIn(pattern: string): number {
  return pattern.split(/[:*]/).length
}
