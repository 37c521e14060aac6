import type { Api } from './api-types.ts'
import { neededScopes } from './needed-scopes.ts'
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
    paths: withScopes(document.paths),
    webhooks,
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, ...schemas },
      securitySchemes: {
        apiKey: {
          type: 'http' as const,
          scheme: 'bearer',
          description:
            'An API key of a workspace: `qw_…`. Each operation names the scopes that it needs. `documents:write` includes ' +
            '`documents:read` and `comments:write`.',
        },
        session: { type: 'apiKey' as const, in: 'cookie' as const, name: 'quillwire.session_token' },
      },
    },
  }
}

type Paths = ReturnType<Api['getOpenAPI31Document']>['paths']

/** Each operation with the scopes that an API key needs for it, in words and as its security. */
function withScopes(paths: Paths): Paths {
  return Object.fromEntries(
    Object.entries(paths ?? {}).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [method, withScope(method, path, operation)]),
      ),
    ]),
  )
}

interface Operation {
  tags?: string[]
  description?: string
  security?: unknown[]
}

function withScope(method: string, path: string, operation: Operation): Operation {
  if (operation.security) return operation // an empty list: for everybody
  const scopes = neededScopes(method, path, operation.tags?.[0] ?? '')
  return {
    ...operation,
    description: [operation.description, inWords(scopes)].filter(Boolean).join('\n\n'),
    security: [...(scopes ? [{ apiKey: scopes }] : []), { session: [] }],
  }
}

function inWords(scopes: readonly string[] | null): string {
  if (!scopes) return 'No API key may do this, only a person who is signed in.'
  if (scopes.length === 0) return 'Any API key may do this.'
  return `Scope of the API key: ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`
}
