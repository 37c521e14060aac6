import { OpenAPIHono } from '@hono/zod-openapi'
import type { Services } from '@quillwire/core'
import type { Auth } from '@quillwire/core/identity/auth'
import { newId } from '@quillwire/database'
import type { Logger } from '@quillwire/process'
import type { WebhookServices } from '@quillwire/webhooks'
import type { EventStreams } from '@quillwire/webhooks/stream'
import { compress } from 'hono/compress'
import type { Api, ApiEnv } from './api-types.ts'
import { authRequest } from './auth-request.ts'
import { docsPage } from './docs-page.ts'
import { limitBody, limitStrangersBody } from './middleware/body-size.ts'
import { idempotency } from './middleware/idempotency.ts'
import { identify } from './middleware/identify.ts'
import { refuseOtherMethods } from './middleware/other-methods.ts'
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
  /** Those of the process, which may have other doors to them too. */
  eventStreams: EventStreams
  version: string
}

/**
 * The whole HTTP API: Better Auth under /api/auth, REST under /api/v1. Mount it with `fetch`, and put the one address that
 * asks into `X-Forwarded-For`: limits and logs go by it.
 */
export function createApi(options: ApiOptions) {
  const { services, auth, logger, eventStreams, endpointPolicy, transformer, version } = options
  const webhooks: WebhookServices = { endpointPolicy, transformer }
  const v1: Api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result, c) => (result.success ? undefined : validationProblem(c, result.error)),
  })
  v1.get('/openapi.json', compress(), (c) => c.json(openApiDocument(v1, services.publicUrl, version)))
  docsPage(v1)
  incomingCallRoutes(v1, services)
  v1.use(identify(services, auth))
  v1.use(limitStrangersBody)
  v1.use(idempotency)
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
    deliveryStreamRoutes,
    incomingHookRoutes,
    eventRoutes,
    eventStreamRoutes(services, auth, eventStreams),
    eventTypeRoutes,
  ])
    feature(v1)

  const app = new OpenAPIHono<ApiEnv>()
  app.use(traced)
  app.use(async (c, next) => {
    c.set('requestId', c.req.header('x-request-id')?.slice(0, 100) ?? newId())
    await next()
    c.header('x-request-id', c.get('requestId'))
  })
  app.use(refuseOtherMethods(app))
  app.use(limitBody)
  app.on(['GET', 'POST'], '/api/auth/*', (c) => auth.handler(authRequest(c.req.raw, services.publicUrl)))
  app.route('/api/v1', v1)
  app.notFound((c) =>
    problemResponse(c, {
      title: 'Not found',
      status: 404,
      code: 'route_not_found',
      detail: `There is no ${c.req.method} ${c.req.path}. See /api/v1/docs for what there is.`,
    }),
  )
  app.onError((error, c) => handleError(error, c, logger))
  return app
}
