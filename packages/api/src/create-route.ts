import { createRoute as createOpenRoute, type RouteConfig, z } from '@hono/zod-openapi'
import { compress } from 'hono/compress'
import { closedObject } from './closed-object.ts'

type Request = NonNullable<RouteConfig['request']>
type Content = NonNullable<Request['body']>['content']

/**
 * An operation of the API. It accepts only the query parameters and body fields that it declares. Lists are compressed:
 * they grow with the workspace, and their items are much alike.
 */
export const createRoute: typeof createOpenRoute = (route) =>
  // The cast: the type is the same, only its objects are closed.
  createOpenRoute({
    ...route,
    request: closedRequest(route.request),
    ...(isList(route.responses) && { middleware: [compress(), ...[route.middleware ?? []].flat()] }),
  } as typeof route)

function isList(responses: RouteConfig['responses']): boolean {
  const answer = responses[200]
  const content = answer && 'content' in answer ? answer.content?.['application/json'] : undefined
  const schema = content && 'schema' in content ? content.schema : undefined
  return schema instanceof z.ZodObject && 'nextCursor' in schema.shape
}

function closedRequest({ query, body, ...rest }: Request = {}): Request {
  return {
    ...rest,
    query: query instanceof z.ZodObject ? closedObject(query) : (query ?? closedObject(z.object({}))),
    ...(body ? { body: { ...body, content: closedContent(body.content) } } : {}),
  }
}

function closedContent(content: Content): Content {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      media && 'schema' in media && media.schema instanceof z.ZodObject
        ? { ...media, schema: closedObject(media.schema) }
        : media,
    ]),
  )
}
