import type { Api } from './api-types.ts'
import { openApiWebhooks } from './openapi-webhooks.ts'

/** The OpenAPI 3.1 document, made from the schemas that validate. */
export function openApiDocument(app: Api, publicUrl: string, version: string) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Quillwire',
      version,
      description:
        'Documents that a team writes together, and events that tell other systems what happened to them. ' +
        'Errors are problem documents (RFC 9457) with a stable `code`. Writes take an `Idempotency-Key`.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ apiKey: [] }, { session: [] }],
  })
  const { webhooks, schemas } = openApiWebhooks()
  return {
    ...document,
    webhooks,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...schemas },
      securitySchemes: {
        apiKey: {
          type: 'http' as const,
          scheme: 'bearer',
          description: 'An API key of a workspace: `qw_…`.',
        },
        session: { type: 'apiKey' as const, in: 'cookie' as const, name: 'quillwire.session_token' },
      },
    },
  }
}
