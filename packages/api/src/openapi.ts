import type { Api } from './api-types.ts'
import { MAX_KEY_LENGTH } from './middleware/idempotency.ts'
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
    paths: withChoices(withWhatTheyShare(document.paths)),
    webhooks,
    components: {
      ...document.components,
      schemas: { ...withChoices(document.components?.schemas), ...schemas },
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

/**
 * The library writes a nullable named schema as `allOf` two parts: a reference to the name, and a type that may be
 * null. The named schema never matches null, so validators would refuse a null. It has to be `anyOf` the two.
 */
function withChoices<Part>(part: Part): Part {
  return JSON.parse(JSON.stringify(part), (_name, value) => {
    const [named, other] = Array.isArray(value?.allOf) ? value.allOf : []
    if (!named?.$ref || !other?.type?.includes('null')) return value
    const { type: _, ...description } = other
    return { ...description, anyOf: [named, { type: 'null' }] }
  })
}

type Paths = ReturnType<Api['getOpenAPI31Document']>['paths']

/** Adds to each operation the scopes that an API key needs for it, and to each write the `Idempotency-Key` header. */
function withWhatTheyShare(paths: Paths): Paths {
  return Object.fromEntries(
    Object.entries(paths ?? {}).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [
          method,
          withScopes(method, path, method === 'get' ? operation : withIdempotencyKey(operation)),
        ]),
      ),
    ]),
  )
}

interface Operation {
  tags?: string[]
  description?: string
  parameters?: unknown[]
  security?: unknown[]
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: MAX_KEY_LENGTH },
  description:
    'A text of your own. The same request with the same key within 24 hours gets the first answer again.',
}

function withIdempotencyKey(operation: Operation): Operation {
  return { ...operation, parameters: [...(operation.parameters ?? []), idempotencyKey] }
}

function withScopes(method: string, path: string, operation: Operation): Operation {
  if (operation.security) return operation // an empty list: open to everybody
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
