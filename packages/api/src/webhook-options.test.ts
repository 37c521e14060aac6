import { testDatabase } from '@quillwire/database/testing'
import { createWebhookClient, parseNetworks, startDeliveryEngine } from '@quillwire/webhooks/engine'
import { startOperationRunner } from '@quillwire/webhooks/operations'
import { startReceiver } from '@quillwire/webhooks/testing'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testApi } from './testing/api.ts'

const ALLOWED = ['127.0.0.0/8']
const { database } = await testDatabase()
const { services, signedIn } = testApi(database, ALLOWED)

async function engine() {
  const allowed = parseNetworks(ALLOWED)
  const running = await startDeliveryEngine({
    database,
    seal: services.seal,
    policy: { allowed, httpsOnly: false },
    version: 'test',
    onError: console.error,
    client: createWebhookClient({ allowed }),
  })
  onTestFinished(() => running.stop(0))
}

test('every option goes in and comes out again, and a secret’s value does not', async () => {
  const ada = await signedIn()
  const options = {
    url: 'https://example.com/x?key={{secret.API_TOKEN}}',
    description: 'CRM',
    eventTypes: ['document.*'],
    filters: { documentIds: [], folderIds: ['01998c3e-0001-7000-8000-00000000a001'], actorIds: [] },
    headers: { 'x-api': '{{secret.API_TOKEN}}' },
    format: 'slack',
    preset: 'zapier',
    transformation: '(event) => ({})',
    timeoutMs: 5000,
    retrySchedule: [0, 60],
    rateLimit: 60,
    ordered: true,
    coalesceSeconds: 600,
    includeContent: 'markdown',
    repliesEnabled: true,
    signatureScheme: 'v1a',
    status: 'paused',
  }
  const { paths } = await ada('GET', '/openapi.json')
  const { schema } = paths['/webhook-endpoints'].post.requestBody.content['application/json']
  expect(Object.keys({ ...options, secrets: {} }).toSorted()).toEqual(
    Object.keys(schema.properties).toSorted(),
  )
  const made = await ada('POST', '/webhook-endpoints', {
    ...options,
    secrets: { API_TOKEN: 'very-secret' },
  })
  expect(made).toMatchObject({ http: 201, ...options, secretNames: ['API_TOKEN'], kind: 'webhook' })
  expect(made.secret).toMatch(/^whsk_/)
  expect(made.publicKey).toMatch(/^whpk_/)
  const got = await ada('GET', `/webhook-endpoints/${made.id}`)
  expect(got).toMatchObject(options)
  expect(JSON.stringify(got)).not.toContain('very-secret')
  expect(got.secret).toBeUndefined()
  const fewer = await ada('PATCH', `/webhook-endpoints/${made.id}`, { secrets: { API_TOKEN: null } })
  expect(fewer).toMatchObject({ http: 422, code: 'secret_missing' })
})

test.each([
  [{ rateLimit: 0 }, 'rate_limit_out_of_range', 'rateLimit'],
  [{ coalesceSeconds: -1 }, 'coalesce_out_of_range', 'coalesceSeconds'],
  [{ filters: { actorIds: ['me'] } }, 'filter_invalid', 'filters.actorIds'],
  [{ filters: { documents: [] } }, 'filter_invalid', 'filters.documents'],
  [{ secrets: { 'api token': 'x' } }, 'secret_name', 'secrets.api token'],
  [{ secrets: { TOKEN: 'a\nb' } }, 'secret_value', 'secrets.TOKEN'],
  [{ url: 'https://{{secret.HOST}}/', secrets: { HOST: 'x' } }, 'url_secret_in_host', 'url'],
  [{ url: 'https://example.com/{{secret.token}}' }, 'secret_missing', 'secrets'],
  [{ headers: { 'x-api': '{{secret.token}}' } }, 'secret_missing', 'secrets'],
  [{ transformation: 'return 1' }, 'transformation_invalid', 'transformation'],
  [{ preset: 'nothing' }, 'preset_unknown', 'preset'],
])('%j is refused', async (input, code, path) => {
  const ada = await signedIn()
  const refused = await ada('POST', '/webhook-endpoints', {
    url: 'https://example.com',
    eventTypes: ['*'],
    ...input,
  })
  expect(refused).toMatchObject({ http: 422, code })
  expect(refused.errors?.[0]?.path).toBe(path)
})

test('a transformation: looked at before it is saved, and sent as it looked', async () => {
  const ada = await signedIn()
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  await engine()
  const transformation = `(event) => event.type === 'document.created'
    ? { method: 'PUT', headers: { 'x-title': event.data.document.title }, body: { about: event.data.document.title } }
    : null`
  const preview = await ada('POST', '/webhook-previews', { transformation, type: 'document.created' })
  expect(preview).toMatchObject({
    error: null,
    request: { method: 'PUT', headers: { 'x-title': 'Launch plan' }, body: '{"about":"Launch plan"}' },
  })
  expect(await ada('POST', '/webhook-previews', { transformation, type: 'document.saved' })).toMatchObject({
    request: null,
    error: expect.stringContaining('nothing'),
  })
  expect(
    await ada('POST', '/webhook-previews', { transformation: '(event) => event.nothing.there' }),
  ).toMatchObject({ request: null, error: expect.stringMatching(/undefined/) })
  const { id } = await ada('POST', '/webhook-endpoints', {
    url: receiver.url,
    eventTypes: ['document.*'],
    transformation,
    secrets: { TOKEN: 'never-to-be-seen' },
  })
  await ada('POST', '/documents', { title: 'Notes {{secret.TOKEN}}' })
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  // The content of a document is text, whatever it looks like.
  expect(receiver.received[0]).toMatchObject({
    method: 'PUT',
    body: '{"about":"Notes {{secret.TOKEN}}"}',
    headers: { 'x-title': 'Notes {{secret.TOKEN}}' },
  })
  const delivery = await vi.waitFor(async () => {
    const { items } = await ada('GET', `/webhook-endpoints/${id}/deliveries?status=succeeded`)
    expect(items).toHaveLength(1)
    return items[0]
  })
  const { attempts } = await ada('GET', `/deliveries/${delivery.id}`)
  expect(attempts[0].request).toMatchObject({ method: 'PUT', body: '{"about":"Notes {{secret.TOKEN}}"}' })
})

test('a transformation is tried on recent events before there is an endpoint', async () => {
  const ada = await signedIn()
  for (const title of ['First', 'Second']) await ada('POST', '/documents', { title })
  const { items } = await vi.waitFor(async () => {
    const listed = await ada('GET', '/events?first=newest&limit=1&types=document.created,document.renamed')
    expect(listed.items).toMatchObject([{ event: { data: { document: { title: 'Second' } } } }])
    return listed
  })
  const transformation = '(event) => ({ body: event.data.document.title })'
  expect(
    await ada('POST', '/webhook-previews', { transformation, eventId: items[0].event.id }),
  ).toMatchObject({ request: { body: 'Second' } })
  expect(
    await ada('POST', '/webhook-previews', {
      transformation: `() => ({ headers: { host: 'example.com' } })`,
      eventId: items[0].event.id,
    }),
  ).toMatchObject({ http: 200, request: null, error: expect.stringContaining('host') })
})

test('a transformation that fails makes the attempt fail, and is tried again', async () => {
  const ada = await signedIn()
  const receiver = await startReceiver()
  onTestFinished(receiver.close)
  await engine()
  const { id } = await ada('POST', '/webhook-endpoints', {
    url: receiver.url,
    eventTypes: ['document.created'],
    retrySchedule: [0, 3600],
    transformation: '(event) => event.data.nothing.at.all',
  })
  await ada('POST', '/documents', { title: 'Notes' })
  await vi.waitFor(async () => {
    const { items } = await ada('GET', `/webhook-endpoints/${id}/deliveries`)
    expect(items).toMatchObject([
      { status: 'pending', attemptCount: 1, lastError: expect.stringContaining('transformation failed') },
    ])
  })
  expect(receiver.received).toEqual([])
  expect(await ada('GET', `/webhook-endpoints/${id}`)).toMatchObject({
    failingSince: expect.any(String),
    probeAt: null,
  })
})

test('rotation and recovery over HTTP', async () => {
  const ada = await signedIn()
  const receiver = await startReceiver(500)
  onTestFinished(receiver.close)
  await engine()
  const runner = await startOperationRunner(database, () => {})
  onTestFinished(runner.stop)
  const endpoint = await ada('POST', '/webhook-endpoints', {
    url: receiver.url,
    eventTypes: ['document.created'],
    retrySchedule: [0],
  })
  const rotated = await ada('POST', `/webhook-endpoints/${endpoint.id}/rotate-secret`)
  expect(rotated).toMatchObject({ http: 200, previousSecretUntil: expect.any(String) })
  expect(rotated.secret).not.toBe(endpoint.secret)
  await ada('POST', '/documents', { title: 'Notes' })
  await vi.waitFor(async () => {
    const { items } = await ada('GET', `/webhook-endpoints/${endpoint.id}/deliveries?status=failed`)
    expect(items).toHaveLength(1)
  })
  receiver.answerWith(200)
  const since = new Date(Date.now() - 60_000).toISOString()
  const path = `/webhook-endpoints/${endpoint.id}/recover`
  expect(await ada('POST', `${path}/count`, { since })).toMatchObject({ http: 200, count: 1 })
  const operation = await ada('POST', path, { since })
  // The runner may have been faster than the answer.
  expect(operation).toMatchObject({
    http: 202,
    kind: 'recover',
    status: expect.stringMatching(/^(running|done)$/),
    total: 1,
  })
  await vi.waitFor(async () => {
    const { items } = await ada('GET', `/webhook-endpoints/${endpoint.id}/deliveries?status=succeeded`)
    expect(items).toHaveLength(1)
  })
  // The events sent again may arrive before the operation has seen that nothing is left.
  await vi.waitFor(async () => {
    const ended = await ada('GET', `/delivery-operations/${operation.id}`)
    expect(ended).toMatchObject({ status: 'done', done: 1 })
  })
  const { items } = await ada('GET', `/webhook-endpoints/${endpoint.id}/operations`)
  expect(items).toHaveLength(1)
  const [failed, sent] = receiver.received
  expect(sent?.headers['webhook-id']).toBe(failed?.headers['webhook-id'])
  for (const secret of [endpoint.secret, rotated.secret])
    expect(() => new Webhook(secret).verify(sent?.body ?? '', sent?.headers ?? {})).not.toThrow()
  const stranger = await signedIn()
  for (const [method, at, body] of [
    ['POST', `${path}/count`, { since }],
    ['GET', `/delivery-operations/${operation.id}`],
    ['POST', `/webhook-endpoints/${endpoint.id}/rotate-secret`, {}],
  ] as const)
    expect(await stranger(method, at, body)).toMatchObject({ http: 404 })
})

test('formats and presets are listed, and every preset can be saved', async () => {
  const ada = await signedIn()
  const { items: formats } = await ada('GET', '/webhook-formats')
  expect(formats.map(({ name }: { name: string }) => name)).toEqual([
    'json',
    'cloudevents',
    'slack',
    'discord',
    'teams',
    'google_chat',
    'mattermost',
  ])
  const { items: presets } = await ada('GET', '/webhook-presets')
  expect(presets.length).toBeGreaterThanOrEqual(14)
  for (const preset of presets) {
    const { name, url, headers, secrets, eventTypes, coalesceSeconds, format, transformation } = preset
    const made = await ada('POST', '/webhook-endpoints', {
      preset: name,
      url: url || 'https://example.com/hook',
      headers,
      eventTypes,
      coalesceSeconds,
      format,
      transformation,
      secrets: Object.fromEntries(secrets.map((one: { name: string }) => [one.name, 'value'])),
    })
    expect([name, made.http, made.code]).toEqual([name, 201, undefined])
  }
})
