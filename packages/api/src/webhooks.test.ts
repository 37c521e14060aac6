import { testDatabase } from '@quillwire/database/testing'
import { eventDefinitions } from '@quillwire/events'
import { createWebhookClient, parseNetworks, startDeliveryEngine } from '@quillwire/webhooks/engine'
import { startReceiver } from '@quillwire/webhooks/testing'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Json, testApi } from './testing/api.ts'
import { signedUp } from './testing/client.ts'

const ALLOWED = ['127.0.0.0/8']
const { database } = await testDatabase()
const { anonymous, app, services, signedIn, withKey } = testApi(database, ALLOWED)

async function engine() {
  const running = await startDeliveryEngine({
    database,
    seal: services.seal,
    policy: { allowed: parseNetworks(ALLOWED), httpsOnly: false },
    version: 'test',
    onError: console.error,
    client: createWebhookClient({ allowed: parseNetworks(ALLOWED) }),
  })
  onTestFinished(() => running.stop(0))
}

test('with a key: an endpoint, a document, its signed event, the delivery, and the list of events', async () => {
  const { key } = await withKey('documents:write', 'webhooks:manage', 'events:read')
  const receiver = await startReceiver(500, 200)
  onTestFinished(receiver.close)
  await engine()
  const endpoint = await key('POST', '/webhook-endpoints', {
    url: receiver.url,
    eventTypes: ['document.created'],
    retrySchedule: [0, 1],
  })
  expect(endpoint).toMatchObject({ http: 201, secret: expect.stringMatching(/^whsec_/) })
  const document = await key('POST', '/documents', { title: 'Launch plan', markdown: 'Soon.' })

  await vi.waitFor(() => expect(receiver.received).toHaveLength(2))
  const [got] = receiver.received
  expect(new Webhook(endpoint.secret).verify(got?.body ?? '', got?.headers ?? {})).toMatchObject({
    type: 'document.created',
    data: { document: { id: document.id, title: 'Launch plan' } },
  })
  const delivery = await vi.waitFor(async () => {
    const { items } = await key('GET', `/webhook-endpoints/${endpoint.id}/deliveries?status=succeeded`)
    expect(items).toHaveLength(1)
    return items[0]
  })
  const details = await key('GET', `/deliveries/${delivery.id}`)
  expect(details).toMatchObject({ attemptCount: 2, payload: { id: delivery.eventId } })
  expect(details.attempts.map((one: Json) => one.response.status)).toEqual([500, 200])

  const listed = await vi.waitFor(async () => {
    const answer = await key('GET', '/events?types=document.*')
    expect(answer.items).toHaveLength(1)
    return answer
  })
  expect(listed.items[0].event).toEqual(details.payload)
  expect(await key('GET', `/events?after=${listed.items[0].cursor}`)).toMatchObject({
    items: [],
    nextCursor: null,
  })
  expect(await key('GET', '/events?after=nonsense')).toMatchObject({ http: 422, code: 'cursor_invalid' })

  expect(await key('POST', `/deliveries/${delivery.id}/retry`)).toMatchObject({ http: 202 })
  await vi.waitFor(() => expect(receiver.received).toHaveLength(3))
})

test('an admin edits, tests, pauses and deletes an endpoint', async () => {
  const ada = await signedIn()
  const { id, secret } = await ada('POST', '/webhook-endpoints', {
    url: 'https://example.com/x',
    eventTypes: ['*'],
  })
  expect(await ada('GET', `/webhook-endpoints/${id}/secret`)).toMatchObject({ secret })
  expect((await ada('GET', '/webhook-endpoints')).items).toMatchObject([
    { id, status: 'active', eventTypes: ['*'] },
  ])
  const test = await ada('POST', `/webhook-endpoints/${id}/test`, { type: 'comment.created' })
  expect(test).toMatchObject({ http: 202, test: true, eventType: 'comment.created' })
  expect(await ada('GET', `/deliveries/${test.id}`)).toMatchObject({
    payload: { type: 'comment.created', workspace: { name: 'Ada’s workspace' } },
  })
  expect(
    await ada('PATCH', `/webhook-endpoints/${id}`, { status: 'paused', description: 'CRM' }),
  ).toMatchObject({
    status: 'paused',
    description: 'CRM',
  })
  expect(await ada('POST', `/webhook-endpoints/${id}/test`)).toMatchObject({
    http: 409,
    code: 'endpoint_paused',
  })
  expect(await ada('DELETE', `/webhook-endpoints/${id}`)).toMatchObject({ http: 204 })
  expect(await ada('GET', `/deliveries/${test.id}`)).toMatchObject({ http: 404 })
})

test('an endpoint that is made paused gets nothing until it is resumed', async () => {
  const ada = await signedIn()
  const input = { url: 'https://example.com/x', eventTypes: ['document.created'] }
  const made = await ada('POST', '/webhook-endpoints', { ...input, status: 'paused' })
  expect(made).toMatchObject({ http: 201, status: 'paused' })
  await ada('POST', '/documents', { title: 'Launch plan' })
  expect(await ada('GET', `/webhook-endpoints/${made.id}/deliveries`)).toMatchObject({
    items: [{ status: 'pending', attemptCount: 0 }],
  })
  const refused = await ada('POST', '/webhook-endpoints', { ...input, status: 'disabled' })
  expect(refused).toMatchObject({ http: 422, errors: [{ path: 'status' }] })
})

test('the list of endpoints comes in pages where a limit is given, and whole where none is', async () => {
  const ada = await signedIn()
  const ids: string[] = []
  for (let index = 0; index < 3; index++)
    ids.push(
      (await ada('POST', '/webhook-endpoints', { url: 'https://example.com/x', eventTypes: ['*'] })).id,
    )
  const idsOf = ({ items }: Json) => items.map(({ id }: Json) => id)
  const all = await ada('GET', '/webhook-endpoints')
  expect([idsOf(all), all.nextCursor]).toEqual([ids, null])
  const first = await ada('GET', '/webhook-endpoints?limit=2')
  expect(idsOf(first)).toEqual(ids.slice(0, 2))
  // A cursor stays valid although the endpoint at the end of the page is gone.
  await ada('DELETE', `/webhook-endpoints/${ids[1]}`)
  const second = await ada('GET', `/webhook-endpoints?limit=2&cursor=${first.nextCursor}`)
  expect([idsOf(second), second.nextCursor]).toEqual([ids.slice(2), null])
  expect(await ada('GET', '/webhook-endpoints?limit=2')).toMatchObject({ nextCursor: null })
  expect(await ada('GET', '/webhook-endpoints?cursor=nonsense')).toMatchObject({
    http: 422,
    code: 'cursor_invalid',
  })
  expect(await ada('GET', '/webhook-endpoints?limit=0')).toMatchObject({ http: 422 })
})

test('invalid input is refused with the field at fault', async () => {
  const ada = await signedIn()
  const refusal = async (input: Json) => {
    const { http, code, errors } = await ada('POST', '/webhook-endpoints', {
      url: 'https://example.com',
      eventTypes: ['*'],
      ...input,
    })
    return [http, code, errors?.[0]?.path]
  }
  expect(await refusal({ url: 'http://169.254.169.254/latest' })).toEqual([422, 'url_address_refused', 'url'])
  expect(await refusal({ eventTypes: ['document.sold'] })).toEqual([422, 'event_type_unknown', 'eventTypes'])
  expect(await refusal({ headers: { 'X-A': 'b\r\nHost: c' } })).toEqual([422, 'header_value', 'headers'])
})

test('answers with a secret, or the text of a document, are kept in no cache', async () => {
  const client = await signedUp(app)
  const { id: documentId } = await client.json('POST', '/documents', {})
  const url = 'https://example.com/hook'
  const endpoint = await client.json('POST', '/webhook-endpoints', { url, eventTypes: ['*'] })
  const hook = await client.json('POST', '/incoming-hooks', { documentId, name: 'CI', signed: true })
  for (const path of [
    `/webhook-endpoints/${endpoint.id}/secret`,
    `/incoming-hooks/${hook.id}`,
    `/incoming-hooks/${hook.id}/secret`,
    `/documents/${documentId}/content`,
  ]) {
    const { status, headers } = await client.send('GET', path)
    expect([status, headers.get('cache-control')], path).toEqual([200, 'no-store'])
  }
})

test('others see nothing of an endpoint', async () => {
  const ada = await signedIn()
  const { id } = await ada('POST', '/webhook-endpoints', { url: 'https://example.com/x', eventTypes: ['*'] })
  const stranger = await signedIn()
  const { url } = await ada('POST', '/invitations', { role: 'member' })
  const member = await signedIn({ invitation: String(url).split('/').at(-1) })
  for (const path of ['', '/secret', '/deliveries', '/deliveries/stream']) {
    expect(await stranger('GET', `/webhook-endpoints/${id}${path}`)).toMatchObject({ http: 404 })
    expect(await member('GET', `/webhook-endpoints/${id}${path}`)).toMatchObject({ http: 403 })
  }
  const { key } = await withKey('documents:read')
  expect(await key('GET', '/webhook-endpoints')).toMatchObject({ http: 403 })
  expect(await key('GET', '/events')).toMatchObject({ http: 403 })
})

test('the stream tells of each change, and ends when the key is revoked', async () => {
  const ada = await signedIn()
  const apiKey = await ada('POST', '/api-keys', { name: 'Log page', scopes: ['webhooks:manage'] })
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  await engine()
  const { id } = await ada('POST', '/webhook-endpoints', { url: receiver.url, eventTypes: ['thread.*'] })
  const response = await app.request(`/api/v1/webhook-endpoints/${id}/deliveries/stream`, {
    headers: { authorization: `Bearer ${apiKey.key}` },
  })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader?.read())?.value).toContain('event: refresh')
  await ada('POST', `/webhook-endpoints/${id}/test`)
  expect((await reader?.read())?.value).toBe('event: change\ndata: {}\n\n')
  await ada('DELETE', `/api-keys/${apiKey.id}`)
  expect(await reader?.read()).toMatchObject({ done: true })
})

test('the stream ends when the process is to stop, even for a reader that comes at that moment', async () => {
  const stopping = new AbortController()
  const { app, signedIn } = testApi(database, ALLOWED, { stopping: stopping.signal })
  const ada = await signedIn({ email: 'stopping@example.com' })
  const { key } = await ada('POST', '/api-keys', { name: 'Log page', scopes: ['webhooks:manage'] })
  const { id } = await ada('POST', '/webhook-endpoints', {
    url: 'https://example.com/x',
    eventTypes: ['thread.*'],
  })
  const follow = () =>
    app.request(`/api/v1/webhook-endpoints/${id}/deliveries/stream`, {
      headers: { authorization: `Bearer ${key}` },
    })
  const open = await follow()
  stopping.abort()
  expect(await open.text()).not.toContain('change')
  expect(await (await follow()).text()).not.toContain('change')
})

test('the stream of a key that is revoked while the stream begins to listen is refused', async () => {
  const ada = await signedIn()
  const apiKey = await ada('POST', '/api-keys', { name: 'Log page', scopes: ['webhooks:manage'] })
  const { id } = await ada('POST', '/webhook-endpoints', {
    url: 'https://example.com/x',
    eventTypes: ['thread.*'],
  })
  const { listen } = database
  const spy = vi.spyOn(database, 'listen').mockImplementationOnce(async (...listener) => {
    await ada('DELETE', `/api-keys/${apiKey.id}`)
    return await listen(...listener)
  })
  onTestFinished(() => spy.mockRestore())
  const response = await app.request(`/api/v1/webhook-endpoints/${id}/deliveries/stream`, {
    headers: { authorization: `Bearer ${apiKey.key}` },
  })
  expect(response.status).toBe(401)
})

test('a stream that can listen to one thing and not to another leaves no listener behind', async () => {
  const { key } = await withKey('webhooks:manage')
  const { id } = await key('POST', '/webhook-endpoints', {
    url: 'https://example.com/x',
    eventTypes: ['thread.*'],
  })
  const stop = vi.fn()
  const spy = vi.spyOn(database, 'listen').mockResolvedValueOnce({ stop })
  spy.mockRejectedValueOnce(new Error('The connection was lost.'))
  onTestFinished(() => spy.mockRestore())
  expect(await key('GET', `/webhook-endpoints/${id}/deliveries/stream`)).toMatchObject({ http: 500 })
  expect(stop).toHaveBeenCalledOnce()
})

test('a stream that may have missed something ends, and a reader that reconnects is told to refresh', async () => {
  const client = await signedUp(app)
  const settings = { url: 'https://example.com/x', eventTypes: ['thread.*'] }
  const { id } = await client.json('POST', '/webhook-endpoints', settings)
  const open = async () => {
    const { body } = await client.send('GET', `/webhook-endpoints/${id}/deliveries/stream`)
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    onTestFinished(() => void reader?.cancel())
    return async () => (await reader?.read())?.value
  }
  const read = await open()
  expect(await read()).toContain('event: refresh')
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE '%(listen)'`,
  )
  expect(await read()).toBeUndefined()
  expect(await (await open())()).toContain('event: refresh')
})

test('the stream tells what another admin does to the endpoint, so that no page shows it as it was', async () => {
  const ada = await signedIn()
  const { url } = await ada('POST', '/invitations', { role: 'admin' })
  const jonas = await signedIn({ invitation: String(url).split('/').at(-1) })
  const { id } = await jonas('POST', '/webhook-endpoints', {
    url: 'https://example.com/x',
    eventTypes: ['thread.*'],
  })
  const apiKey = await ada('POST', '/api-keys', { name: 'Log page', scopes: ['webhooks:manage'] })
  const response = await app.request(`/api/v1/webhook-endpoints/${id}/deliveries/stream`, {
    headers: { authorization: `Bearer ${apiKey.key}` },
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const told = async () => (await reader?.read())?.value
  expect(await told()).toContain('event: refresh')
  const change = async (method: string, path: string, body?: Json) => {
    const answer = await ada(method, `/webhook-endpoints/${id}${path}`, body)
    expect(await told(), `${method} ${path}`).toBe('event: change\ndata: {}\n\n')
    return answer
  }
  await change('PATCH', '', { description: 'Renamed' })
  await change('POST', '/rotate-secret')
  const operation = await change('POST', '/cancel', {})
  await ada('POST', `/delivery-operations/${operation.id}/cancel`)
  expect(await told(), 'stopped').toContain('event: change')
  const { items } = await ada('GET', '/members')
  const { user } = items.find((member: Json) => member.role === 'admin')
  await ada('DELETE', `/members/${user.id}`)
  expect(await told(), 'its owner is gone').toContain('event: change')
  await change('DELETE', '')
})

test('a slow reader is told of many changes as one, and a HEAD request of none', async () => {
  const ada = await signedIn()
  const { id: endpointId } = await ada('POST', '/webhook-endpoints', {
    url: 'https://example.com/x',
    eventTypes: ['thread.*'],
  })
  const apiKey = await ada('POST', '/api-keys', { name: 'Log page', scopes: ['webhooks:manage'] })
  const ask = (method: string) =>
    app.request(`/api/v1/webhook-endpoints/${endpointId}/deliveries/stream`, {
      method,
      headers: { authorization: `Bearer ${apiKey.key}` },
    })
  const listen = vi.spyOn(database, 'listen')
  onTestFinished(() => listen.mockRestore())
  expect(await ask('HEAD')).toMatchObject({ status: 200, body: null })
  expect(listen).not.toHaveBeenCalled()

  const reader = (await ask('GET')).body?.getReader()
  const read = async () => new TextDecoder().decode((await reader?.read())?.value)
  expect(await read()).toContain('event: refresh')
  let heard = 0
  const { stop } = await database.listen('delivery_changed', (change) => {
    if (change.endpointId === endpointId) heard += 1
  })
  onTestFinished(stop)
  for (let count = 0; count < 5; count++) await database.notify('delivery_changed', { endpointId })
  await vi.waitFor(() => expect(heard).toBe(5))
  expect(await read()).toBe('event: change\ndata: {}\n\n')
  await ada('DELETE', `/api-keys/${apiKey.id}`)
  expect(await read()).toBe('')
})

test('the catalogue and the OpenAPI document show every event', async () => {
  const { items } = await anonymous('GET', '/event-types')
  expect(items.map((item: Json) => item.type)).toEqual(eventDefinitions.map(({ type }) => type))
  const document = await anonymous('GET', '/openapi.json')
  expect(Object.keys(document.webhooks)).toEqual(eventDefinitions.map(({ type }) => type))
  const references = JSON.stringify(document.webhooks).matchAll(/"#\/components\/schemas\/(\w+)"/g)
  const missing = [...references].filter(([, name]) => !(name && document.components.schemas[name]))
  expect(missing).toEqual([])
  // What a receiver needs to know of signatures and of the effects of its answers.
  const { parameters, responses } = document.webhooks['document.saved'].post
  const { description, examples } = parameters.find(({ name }: Json) => name === 'webhook-signature')
  expect(description).toMatch(/`v1a,`.*ed25519/)
  expect(examples).toEqual({
    v1: { value: expect.stringMatching(/^v1,\S{44}$/) },
    v1a: { value: expect.stringMatching(/^v1a,\S{88}$/) },
  })
  expect(Object.keys(responses)).toEqual(expect.arrayContaining(['2XX', '410', '429', '502', '503', '504']))
})
