import type { Hono, MiddlewareHandler } from 'hono'
import { TrieRouter } from 'hono/router/trie-router'
import type { ApiEnv } from '../api-types.ts'
import { problemResponse } from '../problem.ts'

/** What middleware is registered under. */
const ANY_METHOD = 'ALL'

/**
 * A path that there is, asked with a method that it does not take, is answered with those that it does: before anything is
 * asked of the caller, and from what the app routes.
 */
export function refuseOtherMethods(app: Hono<ApiEnv>): MiddlewareHandler<ApiEnv> {
  let methodsOf: (path: string) => ReadonlySet<string> | undefined
  return async (c, next) => {
    // Not before the first request: by then every route is there.
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
    // Hono answers it as a GET without the body.
    if (method === 'GET') methods.add('HEAD')
    byPattern.set(path, methods)
  }
  const router = new TrieRouter<string>()
  for (const pattern of byPattern.keys()) router.add(ANY_METHOD, pattern, pattern)
  return (path: string) => {
    const patterns = router.match(ANY_METHOD, path)[0].map(([pattern]) => pattern)
    // A name goes before a parameter that could stand for it, as OpenAPI has it.
    const [closest] = patterns.sort((one, other) => parametersIn(one) - parametersIn(other))
    return closest === undefined ? undefined : byPattern.get(closest)
  }
}

function parametersIn(pattern: string): number {
  return pattern.split(/[:*]/).length
}
