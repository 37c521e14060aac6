import { apiKeyScopes } from '@quillwire/core'
import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, expect, test } from 'vitest'
import { type Call, type Json, testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { anonymous, app, signedIn } = testApi(database, [])

const range = { since: '2026-11-20T22:30:00.000Z' }
/** The beginning of the text, as Yjs encodes it. */
const PLACE = Buffer.from('\x01\x07default\x00').toString('base64')
/** The bodies to send. Every operation that takes a body and that a key may call is here. */
const bodies: Record<string, Json> = {
  'POST /documents': { title: 'Plan' },
  'PATCH /documents/{id}': { title: 'Plan' },
  'PUT /documents/{id}/content': { markdown: 'Text' },
  'POST /documents/{id}/content/append': { markdown: 'Text' },
  'POST /documents/{id}/access': { userId: crypto.randomUUID(), role: 'viewer' },
  'PATCH /documents/{id}/access': { generalAccess: 'editor' },
  'POST /documents/{id}/share-links': { role: 'viewer' },
  'PATCH /documents/{id}/share-links/{linkId}': { role: 'viewer' },
  'POST /documents/{id}/threads': { body: 'Why?', quote: 'Text', anchor: { start: PLACE, end: PLACE } },
  'POST /documents/{id}/threads/{threadId}/comments': { body: 'Why?' },
  'PATCH /documents/{id}/threads/{threadId}/comments/{commentId}': { body: 'Why?' },
  'PUT /documents/{id}/threads/{threadId}/anchor': { start: PLACE, end: PLACE },
  'POST /documents/{id}/files': {},
  'POST /webhook-endpoints': { url: 'https://example.com/', eventTypes: ['*'] },
  'PATCH /webhook-endpoints/{id}': { description: 'CRM' },
  'POST /webhook-endpoints/{id}/rotate-secret': {},
  'POST /webhook-endpoints/{id}/test': {},
  'POST /webhook-previews': { format: 'json' },
  'POST /webhook-endpoints/{id}/recover/count': range,
  'POST /webhook-endpoints/{id}/recover': range,
  'POST /webhook-endpoints/{id}/replay/count': range,
  'POST /webhook-endpoints/{id}/replay': range,
  'POST /webhook-endpoints/{id}/cancel/count': {},
  'POST /webhook-endpoints/{id}/cancel': {},
  'POST /incoming-hooks': { name: 'CI' },
  'PATCH /incoming-hooks/{id}': { name: 'CI' },
}

/** Operations that look up a call, thread or file before they check every scope. */
const LOOKED_UP_FIRST = [
  'GET /incoming-calls/{id}',
  'DELETE /documents/{id}/threads/{threadId}',
  'POST /documents/{id}/files',
]
let ada: Call
let shared: { documentId: string; hookId: string }
const keys = new Map<string, Call>()

beforeAll(async () => {
  ada = await signedIn()
  shared = await objectOf('any')
})

async function keyWith(scopes: readonly string[]): Promise<Call> {
  const known = keys.get(scopes.join())
  if (known) return known
  const { key } = await ada('POST', '/api-keys', { name: 'CRM', scopes })
  const call: Call = async (method, path, body) => {
    const response = await app.request(`/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
    // Streams have no end.
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (isStream) await response.body?.cancel()
    const text = isStream ? '' : await response.text()
    return { http: response.status, ...(text ? JSON.parse(text) : {}) }
  }
  keys.set(scopes.join(), call)
  return call
}

/** Something to try an operation on: shared ones, or new ones for what deletes or restores. */
async function objectOf(operation: string): Promise<{ documentId: string; hookId: string }> {
  if (!/^DELETE \/(documents|incoming-hooks)\/{id}$|\/restore$/.test(operation) && shared) return shared
  const { id: documentId } = await ada('POST', '/documents', { title: 'Plan' })
  const { id: hookId } = await ada('POST', '/incoming-hooks', { name: 'CI', documentId })
  return { documentId, hookId }
}

/** Why a key with these scopes is refused, or null if it is not. */
async function refusal(operation: string, scopes: readonly string[]): Promise<string | null> {
  const [method = '', path = ''] = operation.split(' ')
  const { documentId, hookId } = await objectOf(operation)
  if (path.endsWith('/restore')) await ada('DELETE', `/documents/${documentId}`)
  const ids: Record<string, string> = { documents: documentId, 'incoming-hooks': hookId }
  const asked = path
    .replace('{id}', ids[path.split('/')[1] ?? ''] ?? crypto.randomUUID())
    .replaceAll(/\{\w+\}/g, () => crypto.randomUUID())
  const body = operation === 'POST /incoming-hooks' ? { name: 'CI', documentId } : bodies[operation]
  const answer = await (await keyWith(scopes))(method, asked, body)
  expect(answer.code, `${operation} ${answer.detail}`).not.toBe('validation_failed')
  // A key that may not restore the document does not see it in the trash.
  if (path.endsWith('/restore') && answer.code === 'document_not_found') return answer.detail
  return answer.http === 401 || answer.http === 403 ? answer.detail : null
}

test('each operation of the OpenAPI document says the scopes that it needs, and so does the refusal without one', async () => {
  const { paths } = await anonymous('GET', '/openapi.json')
  const operations = Object.entries<Json>(paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, { security, description, requestBody }]) => ({
      operation: `${method.toUpperCase()} ${path}`,
      security: security as Record<string, string[]>[],
      description: String(description),
      wantsBody: requestBody !== undefined,
    })),
  )
  for (const { operation, security, description, wantsBody } of operations) {
    if (security.length === 0) continue // open to everybody
    const scopes = security.find(({ apiKey }) => apiKey)?.apiKey
    if (scopes === undefined) {
      expect(description, operation).toContain('No API key')
      if (!wantsBody) expect(await refusal(operation, apiKeyScopes), operation).not.toBeNull()
      continue
    }
    if (scopes.length > 0) expect(await refusal(operation, scopes), operation).toBeNull()
    for (const scope of scopes) {
      expect(description, operation).toContain(`\`${scope}\``)
      // A key that may write documents may do the rest with them too.
      const rest = apiKeyScopes.filter((one) => one !== scope && one !== 'documents:write')
      if (LOOKED_UP_FIRST.includes(operation)) continue
      const why = operation.endsWith('/restore') ? /not/ : new RegExp(scope)
      expect(await refusal(operation, rest), `${operation} without ${scope}`).toMatch(why)
    }
  }
}, 60_000)

test('each operation has a name of its own, for the methods of clients that are generated', async () => {
  const { paths } = await anonymous('GET', '/openapi.json')
  const names = Object.values<Json>(paths).flatMap((methods) =>
    Object.values<Json>(methods).map(({ operationId }) => operationId),
  )
  for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z]+$/)
  expect(new Set(names).size).toBe(names.length)
  expect(names).toContain('createWebhookEndpoint')
})

test('each write takes an Idempotency-Key, and no read does', async () => {
  const { paths } = await anonymous('GET', '/openapi.json')
  for (const [path, methods] of Object.entries<Json>(paths))
    for (const [method, { parameters = [] }] of Object.entries<Json>(methods)) {
      const names = parameters.map(({ name }: Json) => name)
      expect(names.includes('Idempotency-Key'), `${method} ${path}`).toBe(method !== 'get')
    }
})

test('answers match their schemas: the empty schedule of a consumer, and what Slack gets', async () => {
  const { components, paths } = await anonymous('GET', '/openapi.json')
  const { WebhookEndpoint } = components.schemas
  expect(WebhookEndpoint.properties.retrySchedule).not.toHaveProperty('minItems')
  expect(paths['/webhook-endpoints'].post.requestBody.content['application/json'].schema).toMatchObject({
    properties: { retrySchedule: { minItems: 1 } },
  })
  expect(Object.keys(paths['/hooks/{token}'].post.responses[200].content)).toEqual([
    'application/json',
    'text/plain',
  ])
})

test('what can be null may be null in the schema too', async () => {
  const { components, paths } = await anonymous('GET', '/openapi.json')
  const combined: Json[] = []
  JSON.stringify({ components, paths }, (name, value) => {
    if (name === 'allOf') combined.push(...value)
    return value
  })
  // `allOf` requires every part to match: beside a named schema that is never null, a part that may be null does not
  // help.
  expect(combined.filter(({ type }) => [type].flat().includes('null'))).toEqual([])
  expect(components.schemas.Document.properties.generalAccess).toEqual({
    anyOf: [{ $ref: '#/components/schemas/DocumentRole' }, { type: 'null' }],
    description: 'What every member of the workspace may do.',
  })
})
