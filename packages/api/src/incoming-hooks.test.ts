import { testDatabase } from '@quillwire/database/testing'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { type Call, type Json, testApi } from './testing/api.ts'

const { database } = await testDatabase()
const { app, signedIn } = testApi(database, [])

/** A request to a hook, as a program elsewhere makes it. */
async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const response = await app.request(new URL(url).pathname, { method: 'POST', body, headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

async function newHook(ask: Call, input: Json = {}) {
  const document = await ask('POST', '/documents', { title: 'Log', markdown: 'Start' })
  const hook = await ask('POST', '/incoming-hooks', { documentId: document.id, ...input })
  expect(hook.http).toBe(201)
  const text = async () => {
    const response = await ask('GET', `/documents/${document.id}/content?format=json`)
    return JSON.stringify(response.content)
  }
  return { ...hook, text } as Json
}

test('an admin makes a hook, a program calls it, the log tells of it', async () => {
  const ada = await signedIn()
  const hook = await newHook(ada, { name: 'Deploys', action: 'append' })
  expect(hook).toMatchObject({
    url: expect.stringMatching(/^http:\/\/localhost:3000\/api\/v1\/hooks\/in_[\w-]{43}$/),
    documentTitle: 'Log',
    status: 'active',
    signed: false,
    signingSecret: null,
    rateLimit: 60,
  })
  const answer = await post(hook.url, '**Deployed** 1.4.2', {
    'content-type': 'text/markdown',
    'x-forwarded-for': '203.0.113.9',
  })
  const { ok, callId } = JSON.parse(answer.text)
  expect([answer.status, ok]).toEqual([200, true])
  expect(await hook.text()).toContain('"text":"Deployed"')
  expect(await ada('GET', `/incoming-hooks/${hook.id}/calls?status=written`)).toMatchObject({
    items: [{ id: callId, statusCode: 200, contentType: 'text/markdown' }],
    nextCursor: null,
  })
  expect(await ada('GET', `/incoming-calls/${callId}`)).toMatchObject({
    remoteAddress: '203.0.113.9',
    body: '**Deployed** 1.4.2',
    written: '**Deployed** 1.4.2',
  })
})

test('senders made for Slack hear what Slack says; others hear JSON', async () => {
  const hook = await newHook(await signedIn())
  const json = { 'content-type': 'application/json' }
  const slack = await post(hook.url, '{"text":"*hi* <https://x.example|there>"}', json)
  expect([slack.status, slack.text, slack.headers.get('content-type')]).toEqual([
    200,
    'ok',
    expect.stringContaining('text/plain'),
  ])
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await post(hook.url, `payload=${encodeURIComponent('{"text":"a"}')}`, form)).text).toBe('ok')
  const any = { ...json, accept: 'application/json, text/plain, */*' }
  expect((await post(hook.url, '{"text":"b"}', any)).text).toBe('ok')
  const asking = await post(hook.url, '{"text":"c"}', { ...json, accept: 'application/json' })
  expect(JSON.parse(asking.text)).toEqual({ ok: true, callId: asking.headers.get('quillwire-call-id') })
})

test('a repeat gets the same answer, and says that it is one', async () => {
  const hook = await newHook(await signedIn())
  const send = () => post(hook.url, 'once', { 'idempotency-key': 'k1' })
  const [first, second] = [await send(), await send()]
  expect(second.text).toBe(first.text)
  expect(first.headers.get('idempotent-replayed')).toBeNull()
  expect(second.headers.get('idempotent-replayed')).toBe('true')
})

test.each([
  [404, 'hook_not_found', 'an unknown', 'a', {}],
  [413, 'body_too_large', 'one’s own', 'x'.repeat(300_000), {}],
  [415, 'content_type_unsupported', 'one’s own', 'a', { 'content-type': 'image/png' }],
  [422, 'body_malformed', 'one’s own', '{', { 'content-type': 'application/json' }],
  [422, 'template_value_missing', 'one’s own', '{}', { 'content-type': 'application/json' }],
  [401, 'signature_missing', 'a signed', 'a', {}],
])('%i %s: what is wrong with a call of %s hook is told', async (status, code, kind, body, headers) => {
  const hook = await newHook(await signedIn(), { template: '{{a}}', signed: kind === 'a signed' })
  const url = kind === 'an unknown' ? `${hook.url}x` : hook.url
  const answer = await post(url, body, { 'content-type': 'text/plain', ...headers })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(JSON.parse(answer.text)).toMatchObject({ status, code, detail: expect.any(String) })
  expect(answer.status).toBe(status)
  expect(answer.text).not.toContain('in_')
})

test('too many calls are told when to come again', async () => {
  const hook = await newHook(await signedIn(), { rateLimit: 1 })
  expect((await post(hook.url, 'a')).status).toBe(200)
  const answer = await post(hook.url, 'b')
  expect([answer.status, JSON.parse(answer.text).code]).toEqual([429, 'hook_rate_limited'])
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50)
})

test('opened in a browser, a URL says how it is called', async () => {
  const { url } = await newHook(await signedIn())
  const response = await app.request(new URL(url).pathname)
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  expect(await response.json()).toMatchObject({ code: 'method_not_allowed' })
})

test('no session is needed or heeded, and pages of other sites may call', async () => {
  const hook = await newHook(await signedIn())
  const headers = {
    cookie: 'quillwire.session_token=nonsense',
    'sec-fetch-site': 'cross-site',
    origin: 'https://x.example',
  }
  expect((await post(hook.url, 'a', headers)).status).toBe(200)
  expect((await post(hook.url, 'b', { authorization: 'Bearer qw_nonsense' })).status).toBe(200)
})

test('signing: the secret is shown, replaced, and verifies with the standard’s own package', async () => {
  const ada = await signedIn()
  const hook = await newHook(ada, { signed: true })
  const send = (secret: string) => {
    const [id, at] = [`msg_${Math.random()}`, new Date()]
    return post(hook.url, 'signed', {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, 'signed'),
    })
  }
  expect((await send(hook.signingSecret)).status).toBe(200)
  const renewed = await ada('POST', `/incoming-hooks/${hook.id}/rotate-secret`)
  expect(await ada('GET', `/incoming-hooks/${hook.id}/secret`)).toMatchObject({
    secret: renewed.signingSecret,
  })
  expect((await send(hook.signingSecret)).status).toBe(401)
  expect((await send(renewed.signingSecret)).status).toBe(200)
  expect(await ada('PATCH', `/incoming-hooks/${hook.id}`, { signed: false })).toMatchObject({ signed: false })
  expect(await ada('GET', `/incoming-hooks/${hook.id}/secret`)).toMatchObject({
    http: 409,
    code: 'hook_not_signed',
  })
})

test('a hook is changed, revoked, renewed and deleted', async () => {
  const ada = await signedIn()
  const hook = await newHook(ada)
  expect(
    await ada('PATCH', `/incoming-hooks/${hook.id}`, { action: 'set_block', block: 'Status', name: 'CI' }),
  ).toMatchObject({ action: 'set_block', block: 'Status', name: 'CI', url: hook.url })
  expect(await ada('POST', `/incoming-hooks/${hook.id}/revoke`)).toMatchObject({
    status: 'revoked',
    url: null,
  })
  expect((await post(hook.url, 'a')).status).toBe(404)
  const { url } = await ada('POST', `/incoming-hooks/${hook.id}/rotate-token`)
  expect((await post(url, 'a')).status).toBe(200)
  const { items } = await ada('GET', '/incoming-hooks')
  expect(items).toMatchObject([
    { id: hook.id, status: 'active', lastCall: { statusCode: 200, errorCode: null } },
  ])
  expect(items[0].url).toBeUndefined()
  expect(await ada('DELETE', `/incoming-hooks/${hook.id}`)).toMatchObject({ http: 204 })
  expect((await post(url, 'a')).status).toBe(404)
})

test('invalid input is refused with the field at fault', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/documents', { title: 'T' })
  const refused = async (input: Json) => {
    const { http, code, errors } = await ada('POST', '/incoming-hooks', { documentId: id, ...input })
    return [http, code, errors?.[0]?.path]
  }
  expect(await refused({ action: 'set_block' })).toEqual([422, 'block_invalid', 'block'])
  expect(await refused({ template: '{{#each a}}' })).toEqual([422, 'template_invalid', 'template'])
  expect(await refused({ rateLimit: 0 })).toEqual([422, 'rate_limit_out_of_range', 'rateLimit'])
  expect(await refused({ name: ' ' })).toEqual([422, 'name_invalid', 'name'])
  expect(await refused({ action: 'delete' })).toEqual([422, 'validation_failed', 'action'])
})

test('others see nothing of a hook, and nobody makes one for a document that they may not write', async () => {
  const ada = await signedIn()
  const hook = await newHook(ada)
  const stranger = await signedIn()
  const invited = async (role: string) => {
    const { url } = await ada('POST', '/invitations', { role })
    return await signedIn({ invitation: String(url).split('/').at(-1) })
  }
  const [member, admin] = [await invited('member'), await invited('admin')]
  for (const path of ['', '/secret', '/calls']) {
    expect(await stranger('GET', `/incoming-hooks/${hook.id}${path}`)).toMatchObject({ http: 404 })
    expect(await member('GET', `/incoming-hooks/${hook.id}${path}`)).toMatchObject({ http: 403 })
  }
  await database.prisma.document.update({ where: { id: hook.documentId }, data: { generalAccess: null } })
  expect(await admin('GET', `/incoming-hooks/${hook.id}`)).toMatchObject({ url: null, documentTitle: null })
  expect(await admin('POST', '/incoming-hooks', { documentId: hook.documentId })).toMatchObject({ http: 404 })
  expect(await admin('POST', `/incoming-hooks/${hook.id}/rotate-token`)).toMatchObject({ http: 404 })
  expect(await admin('POST', `/incoming-hooks/${hook.id}/revoke`)).toMatchObject({
    http: 200,
    status: 'revoked',
  })
})
