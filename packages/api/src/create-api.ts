import { OpenAPIHono } from '@hono/zod-openapi'
import type { Services } from '@quillwire/core'
import type { Auth } from '@quillwire/core/identity/auth'
import { type Database, newId } from '@quillwire/database'
import type { Logger } from '@quillwire/process'
import type { WebhookServices } from '@quillwire/webhooks'
import type { EventStreams } from '@quillwire/webhooks/stream'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Api, ApiEnv } from './api-types.ts'
import { authRequest } from './auth-request.ts'
import { answeredWithDatabase, databaseAway } from './database-away.ts'
import { docsPage } from './docs-page.ts'
import { limitBody, limitStrangersBody } from './middleware/body-size.ts'
import { idempotency } from './middleware/idempotency.ts'
import { identify } from './middleware/identify.ts'
import { refuseOtherMethods } from './middleware/other-methods.ts'
import { requireReadableBody } from './middleware/readable-body.ts'
import { limitRequestRate } from './middleware/request-rate.ts'
import { traced } from './middleware/traced.ts'
import { openApiDocument } from './openapi.ts'
import { handleError, problemResponse, validationProblem } from './problem.ts'
import { apiKeyRoutes } from './routes/api-keys.ts'
import { commentRoutes } from './routes/comments.ts'
import { contentRoutes } from './routes/content.ts'
import { deliveryRoutes } from './routes/deliveries.ts'
import { deliveryOperationRoutes } from './routes/delivery-operations.ts'
import { deliveryStreamRoutes } from './routes/delivery-stream.ts'
import { documentRoutes } from './routes/documents.ts'
import { eventSocketAddress } from './routes/event-socket-address.ts'
import { eventStreamRoutes } from './routes/event-stream.ts'
import { eventTypeRoutes } from './routes/event-types.ts'
import { eventRoutes } from './routes/events.ts'
import { fileRoutes } from './routes/files.ts'
import { incomingCallRoutes } from './routes/incoming-calls.ts'
import { incomingHookRoutes } from './routes/incoming-hooks.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { memberRoutes } from './routes/members.ts'
import { profileRoutes } from './routes/profile.ts'
import { shareLinkRoutes } from './routes/share-links.ts'
import { sharingRoutes } from './routes/sharing.ts'
import { webhookCatalogueRoutes } from './routes/webhook-catalogue.ts'
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts'

export interface ApiOptions extends WebhookServices {
  services: Services
  auth: Auth
  logger: Logger
  /** The streams of the process, which it may also serve in other ways. */
  eventStreams: EventStreams
  /** The long-run limit of one API key. */
  requestsPerSecond: number
  version: string
  /** Ends the streams, which would not end by themselves. */
  stopping?: AbortSignal
}

/**
 * The whole HTTP API: Better Auth under /api/auth, REST under /api/v1. Mount it with `fetch`, and set `X-Forwarded-For`
 * to the client's address alone: limits and logs rely on it.
 */
export function createApi(options: ApiOptions) {
  const { services, auth, logger, eventStreams, endpointPolicy, transformer, requestsPerSecond, version } =
    options
  const { stopping = new AbortController().signal } = options
  const { database } = services
  const webhooks: WebhookServices = { endpointPolicy, transformer }
  const v1: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => (result.success ? undefined : validationProblem(c, result.error)),
  })
  // Made once, after all routes are registered: it takes a fifth of a second, and anybody may request it.
  let description: string | undefined
  v1.get('/openapi.json', compress(), (c) => {
    description ??= JSON.stringify(openApiDocument(v1, services.publicUrl, version))
    return c.body(description, 200, { 'content-type': 'application/json' })
  })
  docsPage(v1)
  incomingCallRoutes(v1, services)
  eventSocketAddress(v1)
  v1.use(identify(services, auth))
  v1.use(limitRequestRate(requestsPerSecond))
  v1.use(limitStrangersBody)
  v1.use(idempotency)
  v1.use(requireReadableBody)
  for (const feature of [
    profileRoutes,
    memberRoutes,
    invitationRoutes,
    apiKeyRoutes,
    documentRoutes,
    contentRoutes,
    sharingRoutes,
    shareLinkRoutes,
    commentRoutes,
    fileRoutes,
    webhookEndpointRoutes(webhooks),
    webhookCatalogueRoutes(webhooks),
    deliveryRoutes,
    deliveryOperationRoutes,
    deliveryStreamRoutes(services, auth, stopping),
    incomingHookRoutes,
    eventRoutes,
    eventStreamRoutes(services, auth, eventStreams),
    eventTypeRoutes,
  ])
    feature(v1)

  const app = new OpenAPIHono<ApiEnv>()
  app.use(traced)
  app.use(refuseOtherMethods(app))
  app.use(limitBody)
  app.on(['GET', 'POST'], '/api/auth/*', async (c) => {
    const response = await auth.handler(authRequest(c.req.raw, services.publicUrl))
    if (response.status >= 500 && !(await database.answers())) throw databaseAway()
    return response
  })
  app.route('/api/v1', v1)
  app.notFound((c) =>
    problemResponse(c, {
      title: 'Not found',
      status: 404,
      code: 'route_not_found',
      detail: `There is no ${c.req.method} ${c.req.path}. See /api/v1/docs for what there is.`,
    }),
  )
  app.onError((error, c) => handleError(error, c, { database, logger }))
  return doorTo(app, { database, logger })
}

/** In front of everything: gives each request its number, and answers where the API itself takes too long. */
function doorTo(app: Hono<ApiEnv>, given: { database: Database; logger: Logger }) {
  const answered = answeredWithDatabase(given.database)
  const door = new Hono<ApiEnv>()
  door.use(async (c, next) => {
    c.env = { requestId: c.req.header('x-request-id')?.slice(0, 100) || newId() }
    await next()
    c.header('x-request-id', c.env.requestId)
  })
  // The app runs with a context of its own: if the door has already answered, the app cannot touch that answer.
  door.all('*', (c) => answered(Promise.resolve(app.fetch(c.req.raw, c.env))))
  door.onError((error, c) => handleError(error, c, given))
  return door
}
