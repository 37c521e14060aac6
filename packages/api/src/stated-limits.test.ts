import { testDatabase } from '@quillwire/database/testing'
import { beforeAll, expect, test } from 'vitest'
import { type Call, type Json, testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { anonymous, signedIn } = testApi(database, [])

let ada: Call
let paths: Record<string, Json>
let ids: Record<string, string>

beforeAll(async () => {
  ada = await signedIn()
  paths = (await anonymous('GET', '/openapi.json')).paths
  const document = await ada('POST', '/documents', { title: 'Plan' })
  const endpoint = await ada('POST', '/webhook-endpoints', { url: 'https://example.com/', eventTypes: ['*'] })
  const hook = await ada('POST', '/incoming-hooks', { name: 'CI', documentId: document.id })
  ids = { documents: document.id, 'webhook-endpoints': endpoint.id, 'incoming-hooks': hook.id }
})

const characters = (count: number) => 'x'.repeat(count)
const numbered = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => of(at))
const values = (count: number, of: string, name = 'N') =>
  Object.fromEntries(numbered(count, (at) => `${name}${at}`).map((one) => [one, of]))

/** The operation, the field, the word of OpenAPI that limits it, and a value of that size. */
const limits: [operation: string, field: string, word: string, of: (size: number) => unknown][] = [
  ['PATCH /documents/{id}', 'title', 'maxLength', characters],
  ['PATCH /webhook-endpoints/{id}', 'url', 'maxLength', (size) => 'https://example.com/'.padEnd(size, 'x')],
  ['PATCH /webhook-endpoints/{id}', 'description', 'maxLength', characters],
  ['PATCH /webhook-endpoints/{id}', 'headers', 'maxProperties', (size) => values(size, 'x')],
  [
    'PATCH /webhook-endpoints/{id}',
    'headers.additionalProperties',
    'maxLength',
    (size) => ({ a: characters(size) }),
  ],
  ['PATCH /webhook-endpoints/{id}', 'secrets', 'maxProperties', (size) => values(size, 'x')],
  [
    'PATCH /webhook-endpoints/{id}',
    'filters.properties.actorIds',
    'maxItems',
    (size) => ({ actorIds: numbered(size, () => crypto.randomUUID()) }),
  ],
  [
    'PATCH /webhook-endpoints/{id}',
    'transformation',
    'maxLength',
    (size) => `() => ({ body: '${characters(size - 20)}' })`,
  ],
  ['PATCH /webhook-endpoints/{id}', 'timeoutMs', 'maximum', Number],
  ['PATCH /webhook-endpoints/{id}', 'retrySchedule', 'maxItems', (size) => Array(size).fill(0)],
  ['PATCH /webhook-endpoints/{id}', 'retrySchedule.items', 'maximum', (size) => [size]],
  ['PATCH /webhook-endpoints/{id}', 'rateLimit', 'maximum', Number],
  ['PATCH /webhook-endpoints/{id}', 'coalesceSeconds', 'maximum', Number],
  ['POST /webhook-endpoints/{id}/rotate-secret', 'overlapHours', 'maximum', Number],
  ['PATCH /incoming-hooks/{id}', 'name', 'maxLength', characters],
  ['PATCH /incoming-hooks/{id}', 'template', 'maxLength', characters],
  ['PATCH /incoming-hooks/{id}', 'rateLimit', 'maximum', Number],
]

test.each(limits)(
  '%s: %s is accepted up to its stated limit, and no larger',
  async (operation, field, word, of) => {
    const [method = '', path = ''] = operation.split(' ')
    const { requestBody } = paths[path]?.[method.toLowerCase()] ?? {}
    const { properties } = requestBody.content['application/json'].schema
    const [name = '', ...within] = field.split('.')
    const schema = within.reduce((outer, key) => outer[key], resolved(properties[name]))
    const most: number = resolved(schema)[word]
    expect(most, JSON.stringify(schema)).toBeGreaterThan(0)
    const asked = path.replace('{id}', ids[path.split('/')[1] ?? ''] ?? '')
    const fits = await ada(method, asked, { [name]: of(most) })
    expect(fits.http, fits.detail).toBe(200)
    const larger = await ada(method, asked, { [name]: of(most + 1) })
    expect([413, 422]).toContain(larger.http)
    // The code says which limit it was.
    expect(larger.code).not.toBe('validation_failed')
  },
)

function resolved(schema: Json): Json {
  return schema.anyOf?.[0] ?? schema
}
