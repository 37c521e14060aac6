/** Every error of the API, as a problem document (RFC 9457), made in this one place. */
import { z } from '@hono/zod-openapi'
import type { DomainErrorKind } from '@quillwire/core'
import { DomainError } from '@quillwire/core'
import { type Database, isDatabaseAway } from '@quillwire/database'
import { PROBLEM_JSON, problemDocument } from '@quillwire/http'
import type { Logger } from '@quillwire/process'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ApiEnv } from './api-types.ts'
import { databaseAway, failedWithDatabase } from './database-away.ts'

export const problemSchema = z
  .object({
    type: z.string().describe('A URI that names the kind of problem.'),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable: programs branch on it.'),
    detail: z.string().describe('What is wrong and what to do about it.'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('The fields at fault.'),
  })
  .openapi('Problem')

export type Problem = z.infer<typeof problemSchema>

const kinds: Record<DomainErrorKind, { status: ContentfulStatusCode; title: string }> = {
  invalid: { status: 422, title: 'The input is not valid' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Not possible now' },
  gone: { status: 410, title: 'No longer there' },
  too_large: { status: 413, title: 'Too large' },
  unsupported: { status: 415, title: 'Not a kind of content that is read here' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available at the moment' },
}

export function problemResponse(c: Context<ApiEnv>, problem: Omit<Problem, 'type'>): Response {
  // The cast: the statuses of problems are all above 399, and may have a body.
  return c.body(problemDocument(problem), problem.status as ContentfulStatusCode, {
    'content-type': PROBLEM_JSON,
    // Without this, browsers keep a 410 for good; yet what was lost or ended may come back.
    'cache-control': 'no-store',
    ...(problem.status === 401 ? { 'www-authenticate': 'Bearer realm="Quillwire"' } : {}),
  })
}

/** The status with which an error is answered. */
export function statusOf(error: unknown): number {
  if (error instanceof DomainError) return kinds[error.kind].status
  if (isDatabaseAway(error)) return kinds.unavailable.status
  return error instanceof HTTPException ? error.status : 500
}

/**
 * Turns whatever a route threw into a problem document. An unexpected error is logged, and its details are not sent.
 */
export async function handleError(
  error: Error,
  c: Context<ApiEnv>,
  { database, logger }: { database: Database; logger: Logger },
): Promise<Response> {
  if (error instanceof DomainError) {
    const { status, title } = kinds[error.kind]
    if (status >= 500) logger.error({ err: error, requestId: c.env.requestId }, error.code)
    if (error.retryAfterSeconds !== undefined) c.header('retry-after', String(error.retryAfterSeconds))
    const errors = error.field ? [{ path: error.field, message: error.message }] : undefined
    return problemResponse(c, { title, status, code: error.code, detail: error.message, errors })
  }
  if (error instanceof HTTPException)
    return problemResponse(c, {
      title: 'The request cannot be read',
      status: error.status,
      code: error.status === 400 ? 'malformed_request' : `http_${error.status}`,
      detail: unreadable[error.status] ?? error.message,
    })
  if (isCrossed(error)) {
    logger.warn({ err: error, requestId: c.env.requestId }, 'crossed another request')
    return problemResponse(c, {
      title: kinds.conflict.title,
      status: kinds.conflict.status,
      code: 'changed_meanwhile',
      detail: 'Somebody changed or deleted this at the same moment. Look at it again, then retry.',
    })
  }
  if (await failedWithDatabase(database, error))
    return handleError(databaseAway(error), c, { database, logger })
  // The route, and not the path, which may hold the token of a link or hook.
  logger.error({ err: error, requestId: c.env.requestId, route: routePath(c, -1) }, 'request failed')
  return problemResponse(c, {
    title: 'Something went wrong on our side',
    status: 500,
    code: 'internal_error',
    detail: `Try again. If it keeps happening, give your admin this number to find it in the log: ${c.env.requestId}.`,
  })
}

const unreadable: Record<number, string> = {
  400: 'The body cannot be read. Send well-formed JSON in UTF-8, or a whole form where /api/v1/docs asks for one.',
  415: 'This kind of content is not read here. Most requests are JSON, with content-type: application/json; /api/v1/docs says which are not.',
}

/** Prisma's codes for a row that another request created or deleted between this request's check and its write. */
const CROSSED = new Set(['P2002', 'P2003', 'P2025'])

function isCrossed(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && CROSSED.has(error.code)
}

interface ZodIssue {
  code: string
  path: readonly PropertyKey[]
  message: string
}

/** How many fields at fault are reported, and how many letters of each name. */
const MAX_ERRORS = 20
const MAX_NAME_LENGTH = 100

/** What zod found wrong with a request, field by field. */
export function validationProblem(c: Context<ApiEnv>, { issues }: { issues: readonly ZodIssue[] }): Response {
  const errors = issues
    .flatMap((issue) => pathsOf(issue).map((path) => ({ path, message: issue.message })))
    .slice(0, MAX_ERRORS)
  const [first] = errors
  return problemResponse(c, {
    title: 'The input is not valid',
    status: 422,
    code: 'validation_failed',
    detail: first ? `${first.path ? `${first.path}: ` : ''}${first.message}` : 'The input is not valid.',
    errors,
  })
}

/** zod reports all unknown names of an object as one issue. */
function pathsOf(issue: ZodIssue & { keys?: readonly string[] }): string[] {
  const paths =
    issue.code === 'unrecognized_keys' ? issue.keys?.map((key) => [...issue.path, key]) : [issue.path]
  return (paths ?? []).map((path) => path.map((name) => String(name).slice(0, MAX_NAME_LENGTH)).join('.'))
}
