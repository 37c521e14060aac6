import { gzipSync } from 'node:zlib'
import { testDatabase } from '@quillwire/database/testing'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { app, signedIn } = testApi(database, [])

/** The beginning of the text. */
const position = Buffer.from('\x01\x07default\x00').toString('base64')
const anchor = { start: position, end: position }

test('what PostgreSQL cannot keep is refused with the name of its field', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', { markdown: 'Text' })
  const endpoint = await ada('POST', '/webhook-endpoints', {
    url: 'https://example.com/hook',
    eventTypes: ['*'],
  })
  const threads = `/documents/${id}/threads`
  const attempts: [string, Promise<unknown>][] = [
    ['body', ada('POST', threads, { anchor, quote: 'T', body: 'a\0b' })],
    ['body', ada('POST', threads, { anchor, quote: 'T', body: '\ud800' })],
    ['quote', ada('POST', threads, { anchor, quote: '\0', body: 'b' })],
    ['name', ada('POST', '/api-keys', { name: 'CRM\0', scopes: ['documents:read'] })],
    ['name', ada('PATCH', '/workspace', { name: '\0' })],
    ['description', ada('PATCH', `/webhook-endpoints/${endpoint.id}`, { description: '\0' })],
    ['query', ada('GET', '/documents?query=%00')],
    ['eventType', ada('GET', `/webhook-endpoints/${endpoint.id}/deliveries?eventType=%00`)],
  ]
  for (const [field, answer] of attempts)
    expect(await answer, field).toMatchObject({ http: 422, errors: [{ path: field }] })
  expect((await ada('GET', threads)).items).toEqual([])
})

test('a missing field is reported like one of the wrong type, with the type that it must have', async () => {
  const ada = await signedIn()
  expect(await ada('POST', '/webhook-endpoints', { url: 'https://example.com/hook' })).toMatchObject({
    http: 422,
    errors: [{ path: 'eventTypes', message: expect.stringContaining('expected array') }],
  })
})

test('names, scopes and days are accepted up to their limits, and beyond them refused by field', async () => {
  const ada = await signedIn()
  const key = { name: 'CRM', scopes: ['documents:read'] }
  const refused: [field: string, method: string, path: string, body: object][] = [
    ['name', 'PATCH', '/workspace', { name: 'x'.repeat(101) }],
    ['name', 'POST', '/api-keys', { ...key, name: 'x'.repeat(101) }],
    ['scopes', 'POST', '/api-keys', { ...key, scopes: [] }],
    ...[0, 366, 1.5].map((days): [string, string, string, object] => [
      'expiresInDays',
      'POST',
      '/invitations',
      { expiresInDays: days },
    ]),
  ]
  for (const [field, method, path, body] of refused)
    expect(await ada(method, path, body), JSON.stringify(body)).toMatchObject({
      http: 422,
      errors: [{ path: field }],
    })
  expect(await ada('PATCH', '/workspace', { name: 'x'.repeat(100) })).toEqual({ http: 204 })
  expect(await ada('POST', '/api-keys', { ...key, name: 'x'.repeat(100) })).toMatchObject({ http: 201 })
  const invitation = await ada('POST', '/invitations', { expiresInDays: 365 })
  expect(invitation).toMatchObject({ http: 201, role: 'member' })
  const lasts = Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)
  expect(Math.round(lasts / 86_400_000)).toBe(365)
})

test('a query parameter that is not valid is refused by its name', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', {})
  const endpoint = await ada('POST', '/webhook-endpoints', { url: 'https://example.com/', eventTypes: ['*'] })
  const hook = await ada('POST', '/incoming-hooks', { name: 'CI', documentId: id })
  const me = (await ada('GET', '/me')).principal
  for (const [method, path, name] of [
    ['GET', '/documents', 'trashed'],
    ['GET', '/documents', 'parentId'],
    ['DELETE', `/documents/${id}`, 'permanent'],
    ['GET', `/documents/${id}/content`, 'format'],
    ['GET', `/webhook-endpoints/${endpoint.id}/deliveries`, 'status'],
    ['GET', `/webhook-endpoints/${endpoint.id}/deliveries`, 'documentId'],
    ['GET', `/incoming-hooks/${hook.id}/calls`, 'status'],
    ['GET', '/events', 'first'],
    ['GET', `/members/${me.id}/left-behind`, 'role'],
    ['DELETE', `/members/${me.id}`, 'keepShareLinks'],
  ] as const)
    expect(await ada(method, `${path}?${name}=nothing`), `${path} ${name}`).toMatchObject({
      http: 422,
      errors: [{ path: name }],
    })
})

test('an unknown setting is named, and an answer that was read may be sent back', async () => {
  const ada = await signedIn()
  const url = 'https://example.com/hook'
  expect(
    await ada('POST', '/webhook-endpoints', { url, eventTypes: ['*'], orderd: true, paused: true }),
  ).toMatchObject({
    http: 422,
    errors: [
      { path: 'orderd', message: expect.stringContaining('ordered') },
      { path: 'paused', message: expect.stringContaining('status') },
    ],
  })
  const endpoint = await ada('POST', '/webhook-endpoints', { url, eventTypes: ['*'] })
  const { http: _, secret, ...read } = endpoint
  expect(
    await ada('PATCH', `/webhook-endpoints/${endpoint.id}`, { ...read, secret, ordered: true }),
  ).toMatchObject({ http: 200, id: endpoint.id, ordered: true })
  const { id: documentId } = await ada('POST', '/documents', {})
  const hook = await ada('POST', '/incoming-hooks', { name: 'CI', documentId })
  expect(await ada('PATCH', `/incoming-hooks/${hook.id}`, { tempalte: '{{text}}' })).toMatchObject({
    http: 422,
    errors: [{ path: 'tempalte' }],
  })
})

test('a cursor that only looks like one, and an id in capitals', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', { title: 'Plan' })
  for (const text of [`2026-01-01T00:00:00Z ${'-'.repeat(36)}`, `-271821-04-20T00:00:00.000Z ${id}`]) {
    const cursor = Buffer.from(text).toString('base64url')
    expect(await ada('GET', `/documents?cursor=${cursor}`)).toMatchObject({
      http: 422,
      code: 'cursor_invalid',
    })
  }
  expect(await ada('GET', `/documents/${id.toUpperCase()}`)).toMatchObject({ http: 200, title: 'Plan' })
})

test('a limit must be a whole number, and the refusal says in which range', async () => {
  const ada = await signedIn()
  for (const limit of ['0', '101', '1.5', '', 'all', '9007199254740993'])
    for (const path of ['/documents', '/api-keys', '/events'])
      expect(await ada('GET', `${path}?limit=${limit}`), `${path} ${limit}`).toMatchObject({
        http: 422,
        errors: [{ path: 'limit', message: expect.stringContaining('from 1 to 100') }],
      })
})

test('a time may be in any time zone', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', {})
  const link = (expiresAt: string) =>
    ada('POST', `/documents/${id}/share-links`, { role: 'viewer', expiresAt })
  expect(await link('2100-01-01T00:30:00+02:00')).toMatchObject({
    http: 201,
    expiresAt: '2099-12-31T22:30:00.000Z',
  })
  for (const moment of ['2100-01-01', '2100-01-01T00:30:00', 'tomorrow', '2100-02-30T00:00:00Z'])
    expect(await link(moment), moment).toMatchObject({
      http: 422,
      errors: [{ path: 'expiresAt', message: expect.stringContaining('2026-11-20T22:30:00Z') }],
    })
})

test('an anchor is a position and nothing else', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', { markdown: 'Text' })
  const start = (behind: Buffer) =>
    Buffer.concat([Buffer.from(position, 'base64'), behind]).toString('base64')
  const thread = (from: string) =>
    ada('POST', `/documents/${id}/threads`, { anchor: { ...anchor, start: from }, quote: 'T', body: 'b' })
  expect(await thread(start(Buffer.alloc(1000)))).toMatchObject({ http: 422 })
  expect(await thread('!')).toMatchObject({ http: 422, code: 'anchor_invalid' })
  expect(await thread(start(Buffer.alloc(20, 7)))).toMatchObject({ http: 201, anchor })
})

test('a change of title and place happens whole or not at all', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', { title: 'Old' })
  const below = await ada('POST', '/documents', { title: 'Below', parentId: id })
  const path = `/documents/${id}`
  expect(await ada('PATCH', path, { title: 'New', parentId: below.id })).toMatchObject({
    code: 'parent_is_below',
  })
  expect(await ada('GET', path)).toMatchObject({ title: 'Old' })
  const other = await ada('POST', '/documents', {})
  expect(await ada('PATCH', path, { title: 'x'.repeat(501), parentId: other.id })).toMatchObject({
    code: 'title_too_long',
  })
  expect(await ada('GET', path)).toMatchObject({ parentId: null })
  expect(await ada('PATCH', path, { title: 'New', parentId: other.id })).toMatchObject({
    title: 'New',
    parentId: other.id,
  })
})

test('a body that is not JSON is answered with what to send', async () => {
  const response = await app.request('/api/v1/documents', {
    method: 'POST',
    body: '{"title":',
    headers: { 'content-type': 'application/json' },
  })
  expect(await response.json()).toMatchObject({
    status: 400,
    code: 'malformed_request',
    detail: expect.stringContaining('Send'),
  })
})

/** A program that writes its bodies itself. */
async function program() {
  const ada = await signedIn()
  const { key } = await ada('POST', '/api-keys', { name: 'CRM', scopes: ['documents:write'] })
  return async (body: Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more }
    return await (await app.request('/api/v1/documents', { method: 'POST', body, headers })).json()
  }
}

test('letters in another encoding than UTF-8 are refused, and not kept as question marks', async () => {
  const send = await program()
  const refusal = { status: 400, code: 'malformed_request', detail: expect.stringContaining('UTF-8') }
  const latin = Buffer.from('{"title":"Café"}', 'latin1')
  expect(await send(latin)).toMatchObject(refusal)
  expect(await send(latin, { 'content-type': 'application/json; charset=iso-8859-1' })).toMatchObject(refusal)
  expect(await send(latin, { 'idempotency-key': 'one' })).toMatchObject(refusal)
  const whole = Buffer.from('\uFEFF{"title":"Café 😀"}')
  expect(await send(whole, { 'idempotency-key': 'one' })).toMatchObject({ title: 'Café 😀' })
  expect(await send(whole)).toMatchObject({ title: 'Café 😀' })
})

test('a compressed body is refused as such, and not as bad JSON', async () => {
  const send = await program()
  expect(await send(gzipSync('{"title":"Plan"}'), { 'content-encoding': 'gzip' })).toMatchObject({
    status: 415,
    code: 'content_encoding_unsupported',
  })
})

test('a body of another kind is answered with what to send', async () => {
  const response = await app.request('/api/v1/documents', {
    method: 'POST',
    body: '{"title":"Plan"}',
    headers: { 'content-type': 'text/plain' },
  })
  expect(await response.json()).toMatchObject({ detail: expect.stringContaining('application/json') })
})

test('a replay since an invalid or ambiguous time is refused with how to write one', async () => {
  const ada = await signedIn()
  const url = 'https://example.com/hook'
  const { id } = await ada('POST', '/webhook-endpoints', { url, eventTypes: ['*'] })
  const since = (moment: string) => ada('POST', `/webhook-endpoints/${id}/replay/count`, { since: moment })
  for (const moment of ['2026-11-20T22:30:00.123456+02:00', '2026-11-20'])
    expect(await since(moment)).toMatchObject({ http: 200 })
  for (const moment of [
    '0000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    'yesterday',
    '5',
    '12/11/2026',
    '2026-02-30T00:00:00Z',
    '2026-11-20T22:30:00',
  ])
    expect([moment, await since(moment)]).toMatchObject([moment, { http: 422, code: 'moment_invalid' }])
})

test('a body larger than its path allows is refused unread', async () => {
  const { id } = await (await signedIn())('POST', '/documents', {})
  const send = async (path: string, bytes: number, headers = {}) =>
    app.request(`/api${path}`, {
      method: 'POST',
      body: '['.repeat(bytes),
      headers: { 'content-type': 'application/json', 'content-length': String(bytes), ...headers },
    })
  const { key } = await (await signedIn())('POST', '/api-keys', { name: 'CRM', scopes: ['documents:write'] })
  const known = { authorization: `Bearer ${key}` }
  const statuses = async (...sent: Promise<Response>[]) =>
    (await Promise.all(sent)).map(({ status }) => status)
  const KIB = 1024
  expect(
    await statuses(
      send('/v1/documents', 60 * KIB),
      send('/v1/documents', 65 * KIB),
      send('/v1/documents', 6000 * KIB, known),
      send('/v1/documents', 7200 * KIB, known),
      send(`/v1/documents/${id}/content/append`, 7200 * KIB, known),
      send('/v1/webhook-endpoints', 1100 * KIB, known),
      send('/auth/sign-in/email', 65 * KIB),
    ),
  ).toEqual([400, 401, 400, 413, 413, 413, 413])
})
