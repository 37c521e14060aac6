import { SpanKind, withSpan } from '@quillwire/process'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { ApiEnv } from '../api-types.ts'

/**
 * A span for each request, in the caller's trace if it names one. Named by route: paths and queries may reveal too
 * much.
 */
export const traced: MiddlewareHandler<ApiEnv> = (c, next) =>
  withSpan(
    `HTTP ${c.req.method}`,
    {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': c.req.method },
      traceParent: c.req.header('traceparent'),
    },
    async (span) => {
      await next()
      const route = routePath(c, -1)
      span.updateName(`${c.req.method} ${route}`)
      span.setAttributes({ 'http.route': route, 'http.response.status_code': c.res.status })
    },
  )
