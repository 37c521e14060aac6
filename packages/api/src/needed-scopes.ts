/**
 * Which scopes of an API key each operation needs, for the OpenAPI document. `decide.ts` of core decides;
 * `openapi.test.ts` compares the two.
 */
import type { ApiKeyScope } from '@quillwire/core'

interface Needed {
  read: readonly ApiKeyScope[] | null
  write: readonly ApiKeyScope[] | null
}

const documents: Needed = { read: ['documents:read'], write: ['documents:write'] }
const webhooks: Needed = { read: ['webhooks:manage'], write: ['webhooks:manage'] }
const people: Needed = { read: null, write: null }

/** By tag, to read and to write. Null where no key may, only a person. */
const byTag: Readonly<Record<string, Needed>> = {
  Workspace: people,
  Members: { read: ['members:read'], write: null },
  Invitations: people,
  'API keys': people,
  Documents: documents,
  Content: documents,
  Sharing: documents,
  'Share links': { read: ['documents:write'], write: ['documents:write'] },
  Comments: { read: ['documents:read'], write: ['comments:write', 'documents:read'] },
  Files: documents,
  Webhooks: webhooks,
  'Incoming hooks': { read: ['webhooks:manage'], write: ['webhooks:manage', 'documents:write'] },
  Events: { read: ['events:read'], write: ['events:read'] },
}

const others: Readonly<Record<string, readonly ApiKeyScope[] | null>> = {
  'GET /me': [],
  'GET /members/{userId}/left-behind': null,
  'POST /documents/{id}/tickets': ['documents:read'],
  'PUT /documents/{id}/threads/{threadId}/anchor': ['documents:write'],
  'DELETE /incoming-hooks/{id}': ['webhooks:manage'],
  'POST /incoming-hooks/{id}/revoke': ['webhooks:manage'],
  'GET /incoming-hooks/{id}/secret': ['webhooks:manage', 'documents:write'],
  'GET /incoming-hooks/{id}/calls': ['webhooks:manage', 'documents:read'],
  'GET /incoming-calls/{id}': ['webhooks:manage', 'documents:read'],
}

/** All the scopes that a key needs for the operation; null where no key may. */
export function neededScopes(method: string, path: string, tag: string): readonly ApiKeyScope[] | null {
  const other = others[`${method.toUpperCase()} ${path}`]
  return other !== undefined ? other : (byTag[tag]?.[method === 'get' ? 'read' : 'write'] ?? null)
}
