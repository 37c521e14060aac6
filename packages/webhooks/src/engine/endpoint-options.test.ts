import { createPublicKey, verify as verifyWithKey } from 'node:crypto'
import { createDocument } from '@quillwire/core/documents/create-document'
import { setGeneralAccess } from '@quillwire/core/sharing/set-general-access'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { somebodyWaits } from '@quillwire/database/testing/somebody-waits'
import type { EventEnvelope } from '@quillwire/events'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { sendTestEvent } from '../deliveries/send-test-event.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import type { GivenSettings } from '../endpoints/endpoint-settings.ts'
import { getEndpoint } from '../endpoints/get-endpoint.ts'
import { rotateSecret } from '../endpoints/rotate-secret.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testDocument } from '../testing/document.ts'
import { testEngine } from '../testing/engine.ts'
import { type Answer, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { claimDeliveries, msUntilNextDue } from './claim-deliveries.ts'

const { database } = await testDatabase()

async function setUp(settings: GivenSettings = {}, ...answers: Answer[]) {
  const workspace = await testWorkspace(database)
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const endpoint = await createEndpoint(workspace.context, {
    url: receiver.url,
    eventTypes: ['document.saved'],
    ...settings,
  })
  const deliveries = async () =>
    (await listDeliveries(workspace.context, { endpointId: endpoint.id, limit: 100 })).items.toReversed()
  const envelopes = () =>
    receiver.received.map(({ body }) => JSON.parse(body) as EventEnvelope<'document.saved'>)
  return { workspace, receiver, endpoint, deliveries, envelopes }
}

/** What the passing of time would do. */
async function makeDue(endpointId: string) {
  await database.query(
    `UPDATE deliveries SET next_attempt_at = now() WHERE endpoint_id = $1::uuid AND status = 'pending'`,
    [endpointId],
  )
  await database.notify('delivery_ready', {})
}

const titlesOf = (envelopes: EventEnvelope<'document.saved'>[]) =>
  envelopes.map(({ data }) => data.document.title)

test('the log shows what a receiver answered, and not the session that it opened', async () => {
  const { workspace, deliveries } = await setUp({}, (_request, response) =>
    response
      .writeHead(200, { 'x-request-id': 'r1', 'set-cookie': ['session=s3cret', 'other=1'] })
      .end('fine'),
  )
  const engine = await testEngine(database)
  await (await testDocument(workspace)).save()
  await engine.made(1, workspace)
  const [delivery] = await deliveries()
  const { attempts } = await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  expect(attempts[0]?.response).toMatchObject({
    body: 'fine',
    headers: { 'x-request-id': 'r1', 'set-cookie': '[hidden]' },
  })
})

test('filters: by document, by folder with all that is under it, and by who did it', async () => {
  const { workspace, receiver, endpoint, deliveries } = await setUp()
  const folder = await testDocument(workspace, { title: 'Folder' })
  const inside = await testDocument(workspace, { title: 'Inside', parentId: folder.id })
  const deep = await testDocument(workspace, { title: 'Deep', parentId: inside.id })
  const other = await testDocument(workspace, { title: 'Other' })
  const documents = [folder, inside, deep, other]
  const told = async (filters: GivenSettings['filters']) => {
    await updateEndpoint(workspace.context, { id: endpoint.id, ...(filters && { filters }) })
    const before = (await deliveries()).length
    for (const document of documents) await document.save()
    const made = (await deliveries()).slice(before)
    return made.map(({ documentId }) => documents.findIndex(({ id }) => id === documentId))
  }
  expect(await told({})).toEqual([0, 1, 2, 3])
  expect(await told({ documentIds: [other.id] })).toEqual([3])
  expect(await told({ folderIds: [inside.id] })).toEqual([1, 2])
  expect(await told({ folderIds: [folder.id], documentIds: [other.id] })).toEqual([0, 1, 2, 3])
  expect(await told({ actorIds: [workspace.userId] })).toEqual([0, 1, 2, 3])
  expect(await told({ actorIds: [newId()] })).toEqual([])
  expect(receiver.received).toEqual([])
})

test('in order per document: the next waits for the one before, and another document does not', async () => {
  const { workspace, endpoint, envelopes, deliveries } = await setUp(
    { ordered: true, retrySchedule: [0, 3600] },
    500,
    200,
  )
  const [plan, notes] = [await testDocument(workspace), await testDocument(workspace, { title: 'Notes' })]
  for (const title of ['Launch plan', 'second', 'third'])
    await plan.save({ document: { id: plan.id, title, url: 'http://localhost/d/1', path: [] } })
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  await notes.save()
  // After the failure the endpoint gets one at a time. The next to succeed is the other document's.
  await engine.made(2, workspace)
  expect(titlesOf(envelopes())).toEqual(['Launch plan', 'Notes'])
  await makeDue(endpoint.id)
  await engine.made(5, workspace)
  expect(titlesOf(envelopes())).toEqual(['Launch plan', 'Notes', 'Launch plan', 'second', 'third'])
  expect((await deliveries()).every(({ status }) => status === 'succeeded')).toBe(true)
})

test('order that is asked for later holds for what waits already', async () => {
  const { workspace, endpoint, envelopes } = await setUp({}, 200)
  await updateEndpoint(workspace.context, { id: endpoint.id, status: 'paused' })
  const plan = await testDocument(workspace)
  const titles = Array.from({ length: 20 }, (_, index) => `save ${index}`)
  for (const title of titles)
    await plan.save({ document: { id: plan.id, title, url: 'http://localhost/d/1', path: [] } })
  await updateEndpoint(workspace.context, { id: endpoint.id, ordered: true, status: 'active' })
  const engine = await testEngine(database)
  await engine.made(20, workspace)
  expect(titlesOf(envelopes())).toEqual(titles)
})

test('order that is asked for while an event is being recorded holds for it too', async () => {
  const { workspace, endpoint, receiver } = await setUp({ eventTypes: ['member.*'] })
  await database.sqlTransaction(async (tx) => {
    const query: typeof tx.query = async (sql, ...values) => {
      if (sql.includes('INSERT INTO deliveries'))
        await updateEndpoint(workspace.context, { id: endpoint.id, ordered: true })
      return await tx.query(sql, ...values)
    }
    await workspace.happen({ ...tx, query })
  })
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
})

test('order that is asked for while a test event is made does not keep that from being sent', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR UPDATE', [endpoint.id])
  const made = sendTestEvent(workspace.context, { id: endpoint.id })
  await somebodyWaits(database)
  await tx.query('UPDATE webhook_endpoints SET ordered = true WHERE id = $1::uuid', [endpoint.id])
  await commit()
  await made
  await testEngine(database)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
})

test('saves within the window are told once, at its end, with all that changed', async () => {
  const { workspace, endpoint, deliveries, envelopes } = await setUp({ coalesceSeconds: 300 })
  const [plan, notes] = [await testDocument(workspace), await testDocument(workspace, { title: 'Notes' })]
  const jonas = { type: 'user' as const, id: newId(), name: 'Jonas Weber' }
  const block = { id: 'b1', type: 'paragraph', truncated: false }
  await plan.save({ blocks: [{ ...block, change: 'changed', before: 'March', after: '3 March' }] })
  await notes.save()
  await plan.save(
    {
      words: { added: 4, removed: 2, total: 9 },
      blocks: [{ ...block, change: 'changed', before: '3 March', after: '4 March' }],
    },
    jonas,
  )
  const waiting = await deliveries()
  expect(waiting.map(({ documentId }) => documentId)).toEqual([plan.id, notes.id])
  const inMs = Number(waiting[0]?.nextAttemptAt) - Date.now()
  expect(inMs).toBeGreaterThan(250_000)
  const engine = await testEngine(database)
  await makeDue(endpoint.id)
  await engine.made(2, workspace)
  const told = envelopes().find(({ data }) => data.document.id === plan.id)
  expect(told).toMatchObject({
    id: waiting[0]?.eventId,
    actor: { name: 'Jonas Weber' },
    data: {
      merged: 2,
      editors: [{ name: 'Ada Lind' }, { name: 'Jonas Weber' }],
      words: { added: 5, removed: 2, total: 9 },
      blocks: [{ change: 'changed', before: 'March', after: '4 March' }],
    },
  })
  // The next save opens the next window.
  await plan.save()
  expect((await deliveries()).at(-1)).toMatchObject({ status: 'pending', attemptCount: 0 })
})

test('saves that wait for the end of a window go out where it is shortened or given up, and so does what waits for them in order', async () => {
  const { workspace, endpoint, deliveries, envelopes } = await setUp({ coalesceSeconds: 3600, ordered: true })
  const [first, second] = [await testDocument(workspace), await testDocument(workspace)]
  const change = (coalesceSeconds: number) =>
    updateEndpoint(workspace.context, { id: endpoint.id, coalesceSeconds })
  await first.save()
  await first.save()
  await change(60)
  const [waiting] = await deliveries()
  expect(waiting?.nextAttemptAt).toEqual(new Date(Number(waiting?.createdAt) + 60_000))
  await change(7200)
  expect(await deliveries()).toMatchObject([{ nextAttemptAt: waiting?.nextAttemptAt }])
  await second.save()
  await change(0)
  await first.save()
  await testEngine(database)
  await vi.waitFor(() => expect(envelopes()).toHaveLength(3))
  const of = ({ id }: { id: string }) =>
    envelopes().flatMap(({ data }) => (data.document.id === id ? [data.merged] : []))
  expect([of(first), of(second)]).toEqual([[2, undefined], [undefined]])
})

test('a save waits for a change of the endpoint before it locks the delivery that the change may need', async () => {
  const { workspace, endpoint, deliveries } = await setUp({ coalesceSeconds: 3600 })
  const plan = await testDocument(workspace)
  await plan.save()
  const [waiting] = await deliveries()
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM webhook_endpoints WHERE id = $1::uuid FOR UPDATE', [endpoint.id])
  const saved = plan.save()
  await somebodyWaits(database)
  await tx.query('SELECT FROM deliveries WHERE id = $1::uuid FOR UPDATE NOWAIT', [waiting?.id])
  await commit()
  await saved
  expect(await deliveries()).toHaveLength(1)
})

test('a schedule that begins with a wait keeps the first attempt back as well', async () => {
  const { workspace, receiver, endpoint, deliveries } = await setUp({ retrySchedule: [3600, 60] })
  await (await testDocument(workspace)).save()
  const [delivery] = await deliveries()
  expect(Number(delivery?.nextAttemptAt) - Number(delivery?.createdAt)).toBe(3_600_000)
  const engine = await testEngine(database)
  await makeDue(endpoint.id)
  await engine.made(1, workspace)
  expect(receiver.received).toHaveLength(1)
})

test('a rate limit holds however many workers there are, and the rest waits its turn', async () => {
  const { workspace, receiver, endpoint } = await setUp({ rateLimit: 6 })
  const plan = await testDocument(workspace)
  for (let index = 0; index < 3; index++) await plan.save()
  const engines = await Promise.all([testEngine(database), testEngine(database)])
  await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(1))
  // One in ten seconds.
  expect(receiver.received).toHaveLength(1)
  expect(await msUntilNextDue(database)).toBeLessThanOrEqual(10_000)
  for (const count of [2, 3]) {
    // What the passing of two minutes would do: the bucket is full, and no fuller.
    await database.query(
      `UPDATE webhook_endpoints SET rate_at = now() - interval '2 minutes' WHERE id = $1::uuid`,
      [endpoint.id],
    )
    await database.notify('delivery_ready', {})
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThanOrEqual(count))
    expect(receiver.received).toHaveLength(count)
  }
  await vi.waitFor(() => expect(engines.map((engine) => engine.inFlight())).toEqual([0, 0]))
})

test('what may go out within a second may go out at once', async () => {
  const { workspace, endpoint } = await setUp({ rateLimit: 120 })
  const plan = await testDocument(workspace)
  for (let index = 0; index < 3; index++) await plan.save()
  const claimed = await claimDeliveries(database, {
    total: 100,
    perEndpoint: 100,
    ofEndpoint: new Map(),
    busy: [],
  })
  expect(claimed.filter(({ endpoint_id: id }) => id === endpoint.id)).toHaveLength(2)
})

test.each([2, 0])('a rate limit outlives a clock that was set back, with %i left', async (rateTokens) => {
  const { workspace, receiver, endpoint } = await setUp({ rateLimit: 120 })
  // The bucket was last looked at by a clock that was an hour ahead.
  await database.query(
    `UPDATE webhook_endpoints SET rate_tokens = $2::int, rate_at = now() + interval '1 hour' WHERE id = $1::uuid`,
    [endpoint.id, rateTokens],
  )
  const plan = await testDocument(workspace)
  for (let index = 0; index < 3; index++) await plan.save()
  await testEngine(database)
  await vi.waitFor(() => expect(receiver.received).toHaveLength(3))
})

test('after ten failures in a row single probes are sent, and a success lets everything through', async () => {
  const { workspace, receiver, endpoint, deliveries } = await setUp({ retrySchedule: [0, 3600] }, 500)
  const plan = await testDocument(workspace)
  for (let index = 0; index < 30; index++) await plan.save()
  const engine = await testEngine(database)
  await engine.made(10, workspace)
  const open = async () => (await getEndpoint(workspace.context, { id: endpoint.id })).probeAt
  await vi.waitFor(async () => expect(await open()).not.toBeNull())
  // What was under way when the circuit opened is over before anything is counted.
  await vi.waitFor(() => expect(engine.inFlight()).toBe(0))
  const asked = receiver.received.length
  await engine.made(asked, workspace)
  expect(asked).toBeLessThan(16)
  expect(Number(await open()) - Date.now()).toBeGreaterThan(20_000)
  const probe = async () => {
    await database.query('UPDATE webhook_endpoints SET probe_at = now() WHERE id = $1::uuid', [endpoint.id])
    await database.notify('delivery_ready', {})
  }
  await probe()
  await engine.made(asked + 1, workspace)
  // One more failure: the pause doubles, and nothing else was tried.
  await vi.waitFor(async () => expect(Number(await open()) - Date.now()).toBeGreaterThan(50_000))
  expect(receiver.received).toHaveLength(asked + 1)
  receiver.answerWith(200)
  await makeDue(endpoint.id)
  await probe()
  await vi.waitFor(
    async () => expect((await deliveries()).every(({ status }) => status === 'succeeded')).toBe(true),
    10_000,
  )
  expect(await getEndpoint(workspace.context, { id: endpoint.id })).toMatchObject({
    probeAt: null,
    failingSince: null,
  })
})

test('a function that fails each time: the endpoint is failing, its receiver is not taken for dead', async () => {
  const { workspace, endpoint, receiver, deliveries } = await setUp({
    transformation: '(event) => event.data.nothing.at.all',
    retrySchedule: [0, 3600],
  })
  const plan = await testDocument(workspace)
  for (let index = 0; index < 12; index++) await plan.save()
  const engine = await testEngine(database)
  await engine.made(12, workspace)
  const state = () => getEndpoint(workspace.context, { id: endpoint.id })
  expect(await state()).toMatchObject({ failingSince: expect.any(Date), probeAt: null })
  expect(receiver.received).toEqual([])

  await updateEndpoint(workspace.context, {
    id: endpoint.id,
    transformation: '(event) => ({ body: event })',
  })
  await makeDue(endpoint.id)
  await vi.waitFor(
    async () => expect((await deliveries()).every(({ status }) => status === 'succeeded')).toBe(true),
    10_000,
  )
  expect(await state()).toMatchObject({ failingSince: null })
})

test('a rotated secret: both sign until the old one ends', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  const plan = await testDocument(workspace)
  const engine = await testEngine(database)
  const { secret, previousSecretUntil } = await rotateSecret(workspace.context, { id: endpoint.id })
  expect(Number(previousSecretUntil) - Date.now()).toBeGreaterThan(23 * 3_600_000)
  await plan.save()
  await engine.made(1, workspace)
  const verify = (key: string, index: number) => {
    const { body = '', headers = {} } = receiver.received[index] ?? {}
    return () => new Webhook(key).verify(body, headers)
  }
  expect(verify(secret, 0)).not.toThrow()
  expect(verify(endpoint.secret, 0)).not.toThrow()
  const { secret: third } = await rotateSecret(workspace.context, { id: endpoint.id, overlapHours: 0 })
  await plan.save()
  await engine.made(2, workspace)
  expect(verify(third, 1)).not.toThrow()
  expect(verify(secret, 1)).toThrow()
  await expect(
    rotateSecret(workspace.context, { id: endpoint.id, overlapHours: 1000 }),
  ).rejects.toMatchObject({
    code: 'overlap_out_of_range',
  })
})

test('a secret rotated again meanwhile: each signs until its own time is over', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  const rotate = (overlapHours: number) => rotateSecret(workspace.context, { id: endpoint.id, overlapHours })
  const plan = await testDocument(workspace)
  const engine = await testEngine(database)
  const { secret: second } = await rotate(72)
  const { secret: third, previousSecretUntil } = await rotate(1)
  expect(Number(previousSecretUntil) - Date.now()).toBeGreaterThan(71 * 3_600_000)
  await plan.save()
  await engine.made(1, workspace)
  const { body = '', headers = {} } = receiver.received[0] ?? {}
  expect(headers['webhook-signature']?.split(' ')).toHaveLength(3)
  for (const secret of [endpoint.secret, second, third])
    expect(() => new Webhook(secret).verify(body, headers)).not.toThrow()

  for (let earlier = 2; earlier < 5; earlier++) await rotate(1)
  await expect(rotate(1)).rejects.toMatchObject({ code: 'too_many_previous_secrets' })
  // Ending all of them is always possible.
  const { secret: last } = await rotate(0)
  await plan.save()
  await engine.made(2, workspace)
  expect(receiver.received[1]?.headers['webhook-signature']).not.toContain(' ')
  expect(() =>
    new Webhook(last).verify(receiver.received[1]?.body ?? '', receiver.received[1]?.headers ?? {}),
  ).not.toThrow()
})

test('ed25519 on request: the public key is shown, and the old secret still signs for a day', async () => {
  const { workspace, receiver, endpoint } = await setUp()
  expect(endpoint.publicKey).toBeNull()
  const changed = await updateEndpoint(workspace.context, { id: endpoint.id, signatureScheme: 'v1a' })
  expect(changed.publicKey).toMatch(/^whpk_/)
  const plan = await testDocument(workspace)
  const engine = await testEngine(database)
  await plan.save()
  await engine.made(1, workspace)
  const { body = '', headers = {} } = receiver.received[0] ?? {}
  expect(headers['webhook-signature']).toMatch(/^v1a,\S+ v1,\S+$/)
  expect(() => new Webhook(endpoint.secret).verify(body, headers)).not.toThrow()
  // As a receiver would that has only the shown public key and Node.
  const spki = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(changed.publicKey?.slice('whpk_'.length) ?? '', 'base64'),
  ])
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' })
  const signature = Buffer.from(headers['webhook-signature']?.match(/^v1a,(\S+)/)?.[1] ?? '', 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  expect(verifyWithKey(null, Buffer.from(signed), key, signature)).toBe(true)
  expect(verifyWithKey(null, Buffer.from(`${signed} `), key, signature)).toBe(false)
})

test('content on request, the same at every attempt, and stored with the delivery', async () => {
  const { workspace, endpoint, deliveries, envelopes } = await setUp(
    { includeContent: 'markdown', retrySchedule: [0, 3600], eventTypes: ['document.saved'] },
    500,
    200,
  )
  const plan = await testDocument(workspace, { markdown: '# Plan\n\nThe launch is in March.' })
  await plan.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const content = { format: 'markdown', body: expect.stringContaining('in March'), truncated: false }
  expect(envelopes()[0]?.data.content).toEqual(content)
  await database.query('DELETE FROM document_updates WHERE document_id = $1::uuid', [plan.id])
  await makeDue(endpoint.id)
  await engine.made(2, workspace)
  expect(envelopes()[1]).toEqual(envelopes()[0])
  const [delivery] = await deliveries()
  expect(await getDelivery(workspace.context, { id: delivery?.id ?? '' })).toMatchObject({
    test: false,
    payload: { data: { content } },
  })
})

test('what the endpoint’s owner may no longer read is not sent, even if it waits already', async () => {
  const { workspace, receiver, endpoint, deliveries } = await setUp()
  await updateEndpoint(workspace.context, { id: endpoint.id, status: 'paused' })
  const [open, closed] = [await testDocument(workspace), await testDocument(workspace, { open: false })]
  await open.save()
  await closed.save()
  expect(await deliveries()).toHaveLength(2)
  // The owner of both leaves; the open one is still everybody's.
  await database.query('DELETE FROM members WHERE user_id = $1::uuid', [workspace.userId])
  await database.query(`UPDATE webhook_endpoints SET status = 'active' WHERE id = $1::uuid`, [endpoint.id])
  await testEngine(database)
  await vi.waitFor(async () =>
    expect((await deliveries()).map(({ status }) => status)).toEqual(['succeeded', 'cancelled']),
  )
  expect(receiver.received).toHaveLength(1)
  expect((await deliveries())[1]?.lastError).toBe('The endpoint’s owner may no longer read the document.')
})

test('those who could see a document until it was closed are told so', async () => {
  const { workspace, envelopes, deliveries } = await setUp({
    eventTypes: ['document.saved', 'document.unshared'],
  })
  const jonas = await workspace.colleague()
  const documentId = await createDocument(jonas.context, { title: 'Launch plan' })
  await setGeneralAccess(jonas.context, { documentId, role: null })
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(envelopes().map(({ type, data }) => [type, data.document.id])).toEqual([
    ['document.unshared', documentId],
  ])
  expect(await deliveries()).toMatchObject([{ status: 'succeeded' }])
})

test('secrets go into what is sent, and into nothing that is shown', async () => {
  const { workspace, receiver, endpoint, deliveries } = await setUp()
  const token = 'pk-very-secret/1'
  await expect(
    updateEndpoint(workspace.context, { id: endpoint.id, url: `${receiver.url}?token={{secret.API_TOKEN}}` }),
  ).rejects.toMatchObject({ code: 'secret_missing' })
  const changed = await updateEndpoint(workspace.context, {
    id: endpoint.id,
    url: `${receiver.url}?token={{secret.API_TOKEN}}`,
    headers: { 'x-api': 'Token {{secret.API_TOKEN}}' },
    secrets: { API_TOKEN: token },
  })
  expect(changed.secretNames).toEqual(['API_TOKEN'])
  await expect(
    updateEndpoint(workspace.context, { id: endpoint.id, url: 'https://{{secret.API_TOKEN}}.example.com/' }),
  ).rejects.toMatchObject({ code: expect.stringMatching(/^url_/) })
  const plan = await testDocument(workspace)
  await plan.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(receiver.received[0]?.headers['x-api']).toBe(`Token ${token}`)
  expect(receiver.received[0]?.path).toBe(`/hook?token=${encodeURIComponent(token)}`)
  const [delivery] = await deliveries()
  const shown = JSON.stringify([
    await getDelivery(workspace.context, { id: delivery?.id ?? '' }),
    await getEndpoint(workspace.context, { id: endpoint.id }),
    (await database.query('SELECT * FROM webhook_endpoints')).rows,
    (await database.query('SELECT * FROM delivery_attempts')).rows,
  ])
  expect(shown).not.toContain(token)
  expect(shown).toContain('token={{secret.API_TOKEN}}')
})

test('a secret that a receiver gives back stands by its name in the log', async () => {
  const [token, key] = ['pk-very-secret/1', 'pk-"very"-secret']
  const { workspace, receiver, endpoint, deliveries } = await setUp(
    {
      headers: { 'x-api': 'Token {{secret.API_TOKEN}}', 'x-key': '{{secret.KEY}}' },
      secrets: { API_TOKEN: token, KEY: key },
    },
    // As receivers do that redirect with the query, name the page that is missing, or repeat what came.
    (request, response, { path, headers }) =>
      response
        .writeHead(308, { location: `https://example.com${path}`, 'x-seen': [`a ${headers['x-key']}`, 'b'] })
        .end(`Cannot POST ${path}: ${JSON.stringify(request.headers)}`),
  )
  const url = `${receiver.url}?token={{secret.API_TOKEN}}`
  await updateEndpoint(workspace.context, { id: endpoint.id, url })
  const engine = await testEngine(database)
  await (await testDocument(workspace)).save()
  await engine.made(1, workspace)
  const [delivery] = await deliveries()
  const shown = JSON.stringify(await getDelivery(workspace.context, { id: delivery?.id ?? '' }))
  expect(shown).toContain('https://example.com/hook?token={{secret.API_TOKEN}}')
  expect(shown).toContain('Cannot POST /hook?token={{secret.API_TOKEN}}')
  expect(shown).toContain('Token {{secret.API_TOKEN}}')
  expect(shown).toContain('a {{secret.KEY}}')
  expect(shown).not.toMatch(/very/)
})

test('a secret goes to the host that it was given for, and nowhere else', async () => {
  const { workspace, receiver, endpoint, deliveries } = await setUp({
    headers: { 'x-api': '{{secret.CRM_TOKEN}}' },
    secrets: { CRM_TOKEN: 'given-by-ada', OTHER: 'also-hers' },
  })
  const elsewhere = await startReceiver()
  onTestFinished(elsewhere.close)
  const { context } = await workspace.colleague()
  const change = (settings: GivenSettings) => updateEndpoint(context, { id: endpoint.id, ...settings })
  const refused = (name: string) => ({ code: 'secret_needed_again', field: `secrets.${name}` })
  await expect(change({ url: elsewhere.url })).rejects.toMatchObject(refused('CRM_TOKEN'))
  await expect(change({ url: elsewhere.url, secrets: { CRM_TOKEN: 'x' } })).rejects.toMatchObject(
    refused('OTHER'),
  )
  await change({ url: `${receiver.url}/other` })

  await change({ transformation: `() => ({ url: '${elsewhere.url}', headers: { a: '{{secret.OTHER}}' } })` })
  await (await testDocument(workspace)).save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  expect(elsewhere.received).toEqual([])
  expect((await deliveries())[0]?.lastError).toContain('is sent only to the host of the endpoint’s URL')

  const given = { CRM_TOKEN: 'given-by-jonas', OTHER: null }
  const { secretNames } = await change({ url: elsewhere.url, secrets: given, transformation: null })
  expect(secretNames).toEqual(['CRM_TOKEN'])
  await (await testDocument(workspace)).save()
  await engine.made(2, workspace)
  expect(elsewhere.received.map(({ headers }) => headers['x-api'])).toEqual(['given-by-jonas'])
})

test('in Slack’s format on request', async () => {
  const { workspace, receiver, deliveries } = await setUp({ format: 'slack' })
  const plan = await testDocument(workspace)
  await plan.save()
  const engine = await testEngine(database)
  await engine.made(1, workspace)
  const body = receiver.received[0]?.body ?? ''
  expect(JSON.parse(body)).toMatchObject({
    text: expect.stringContaining('Launch plan'),
    blocks: expect.any(Array),
  })
  const [delivery] = await deliveries()
  const { attempts, payload } = await getDelivery(workspace.context, { id: delivery?.id ?? '' })
  expect(attempts[0]?.request).toMatchObject({ method: 'POST', body })
  expect(payload).toMatchObject({ type: 'document.saved' })
})
