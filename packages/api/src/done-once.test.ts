/** What an Idempotency-Key promises when the process, or the database, goes away in the middle of a request. */
import type { Database } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { createLogger } from '@quillwire/process'
import { expect, test } from 'vitest'
import { testApi } from './testing/api.ts'
import { type Json, signedUp } from './testing/client.ts'

const { database } = await testDatabase()
const logger = createLogger('test', 'silent')

const apiWith = (other: Partial<Database>) =>
  testApi(database, [], { logger, services: { database: { ...database, ...other } } })

const goneAway = () => Promise.reject(Object.assign(new Error('terminating connection'), { code: '57P01' }))

/** As after the minute in which a request may still be running. */
const aMinuteLater = () =>
  database.query(`UPDATE idempotent_requests SET created_at = created_at - interval '2 minutes'`)

test('a write whose commit was not reported, or whose process was killed after it, is not done twice', async () => {
  let lost = () => Promise.resolve()
  const { app } = apiWith({
    async transaction(work) {
      const result = await database.transaction(work)
      await lost()
      return result
    },
  })
  const ada = await signedUp(app)
  const create = (key: string) => ada.json('POST', '/documents', { title: key }, { 'idempotency-key': key })
  lost = goneAway
  expect(await create('not told')).toMatchObject({ status: 503, code: 'database_unavailable' })
  const reached = Promise.withResolvers<void>()
  lost = () => {
    reached.resolve()
    return new Promise(() => {})
  }
  void create('killed')
  await reached.promise
  lost = () => Promise.resolve()
  for (const key of ['not told', 'killed'])
    expect(await create(key)).toMatchObject({ status: 409, code: 'request_in_progress' })
  await aMinuteLater()
  for (const key of ['not told', 'killed'])
    expect(await create(key)).toMatchObject({ status: 409, code: 'answer_lost' })
  expect((await ada.json('GET', '/documents')).items).toHaveLength(2)
})

test('a write that was not carried out is done when it is sent again', async () => {
  let lost = () => Promise.resolve()
  const { app } = apiWith({
    transaction: (work) =>
      database.transaction(async (tx) => {
        const result = await work(tx)
        await lost()
        return result
      }),
  })
  const ada = await signedUp(app)
  const create = () => ada.json('POST', '/documents', { title: 'Plan' }, { 'idempotency-key': 'one' })
  lost = goneAway
  expect(await create()).toMatchObject({ status: 503, code: 'database_unavailable' })
  lost = () => Promise.resolve()
  expect(await create()).toMatchObject({ status: 201 })
  expect((await ada.json('GET', '/documents')).items).toHaveLength(1)
})

test('what makes, changes or sends something is not done twice, even if its answer was not stored', async () => {
  const { app } = apiWith({
    query: (text, ...rest) =>
      text.startsWith('UPDATE idempotent_requests SET status') ? goneAway() : database.query(text, ...rest),
  })
  const ada = await signedUp(app)
  const make = async (path: string, body: Json) => (await ada.json('POST', path, body)).id
  const documentId = await make('/documents', { title: 'Plan' })
  const document = `/documents/${documentId}`
  const input = { url: 'https://example.com/', eventTypes: ['document.*'] }
  const endpoint = `/webhook-endpoints/${await make('/webhook-endpoints', input)}`
  const delivery = `/deliveries/${await make(`${endpoint}/test`, {})}`
  const hookInput = { documentId, name: 'CI', action: 'append' }
  const hook = `/incoming-hooks/${await make('/incoming-hooks', hookInput)}`
  for (const [path, body, method = 'POST'] of [
    ['/api-keys', { name: 'CRM', scopes: ['documents:read'] }],
    ['/workspace', { name: 'Lind & Weber' }, 'PATCH'],
    ['/documents', { title: 'Other' }],
    [`${document}/content/append`, { markdown: 'More' }],
    [`${document}/threads`, { body: 'Why?' }],
    [`${document}/share-links`, { role: 'viewer' }],
    ['/invitations', { role: 'member' }],
    ['/incoming-hooks', hookInput],
    [`${hook}/rotate-token`, undefined],
    ['/webhook-endpoints', input],
    [`${endpoint}/rotate-secret`, {}],
    [`${endpoint}/test`, {}],
    [`${delivery}/retry`, undefined],
    [`${endpoint}/replay`, { since: '2026-01-01T00:00:00Z' }],
  ] as const) {
    const send = () => ada.send(method, path, body, { 'idempotency-key': path })
    // The caller gets the answer all the same.
    expect((await send()).status, path).toBeLessThan(300)
    await aMinuteLater()
    expect(await (await send()).json(), path).toMatchObject({ status: 409, code: 'answer_lost' })
  }
})

test('a request that hung for so long that another replaced it changes nothing any more', async () => {
  const ada = await signedUp(apiWith({}).app)
  const create = () => ada.json('POST', '/documents', { title: 'Plan' }, { 'idempotency-key': 'hung' })
  const claimed = async (before?: string) => {
    const { rows } = await database.query<{ id: string }>(
      `SELECT id FROM idempotent_requests WHERE key = 'hung' AND id::text IS DISTINCT FROM $1::text`,
      [before],
    )
    return rows[0]?.id
  }
  const { tx, commit } = await openTransaction(database)
  await tx.query('LOCK TABLE documents')
  const first = create()
  await expect.poll(() => claimed()).toBeDefined()
  const before = await claimed()
  await aMinuteLater()
  const second = create()
  await expect.poll(() => claimed(before)).toBeDefined()
  await commit()
  expect(await first).toMatchObject({ status: 409, code: 'request_in_progress' })
  expect(await second).toMatchObject({ status: 201 })
  expect(await create()).toMatchObject({ status: 201, id: (await second).id })
  expect((await ada.json('GET', '/documents')).items).toHaveLength(1)
})

test('a repeat that comes while the first request is still running is told so, and changes nothing about that', async () => {
  const ada = await signedUp(apiWith({}).app)
  const create = () => ada.json('POST', '/documents', { title: 'Plan' }, { 'idempotency-key': 'running' })
  const { tx, commit } = await openTransaction(database)
  await tx.query('LOCK TABLE documents')
  const first = create()
  await expect.poll(() => database.prisma.idempotentRequest.count({ where: { key: 'running' } })).toBe(1)
  expect(await create()).toMatchObject({ status: 409, code: 'request_in_progress' })
  await commit()
  expect(await first).toMatchObject({ status: 201 })
})

test('a repeated PUT or DELETE gets its first answer, whatever has happened since', async () => {
  const ada = await signedUp(apiWith({}).app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const content = `/documents/${id}/content`
  const put = () => ada.send('PUT', content, { markdown: 'One' }, { 'idempotency-key': 'put' })
  expect((await put()).status).toBe(204)
  await ada.send('PUT', content, { markdown: 'Two' })
  expect((await put()).status).toBe(204)
  expect(await (await ada.send('GET', content)).text()).toBe('Two\n')
  const remove = () => ada.send('DELETE', `/documents/${id}`, undefined, { 'idempotency-key': 'remove' })
  expect((await remove()).status).toBe(204)
  expect((await remove()).status).toBe(204)
})

test('the same key for the same path, with another method or another query, is another request', async () => {
  const ada = await signedUp(apiWith({}).app)
  const { id } = await ada.json('POST', '/documents', { title: 'Plan' })
  const remove = async (path: string, key: string) =>
    await ada.send('DELETE', path, undefined, { 'idempotency-key': key })
  expect((await remove(`/documents/${id}`, 'one')).status).toBe(204)
  const reused = { status: 409, code: 'idempotency_key_reused' }
  expect(await (await remove(`/documents/${id}?permanent=true`, 'one')).json()).toMatchObject(reused)
  expect(await ada.json('PATCH', `/documents/${id}`, undefined, { 'idempotency-key': 'one' })).toMatchObject(
    reused,
  )
})

test('a key that is longer than it may be is refused, and nothing is done', async () => {
  const ada = await signedUp(apiWith({}).app)
  const create = (length: number) =>
    ada.json('POST', '/documents', { title: 'Plan' }, { 'idempotency-key': 'k'.repeat(length) })
  expect(await create(200)).toMatchObject({ status: 201 })
  expect(await create(201)).toMatchObject({ status: 422, code: 'idempotency_key_too_long' })
  expect((await ada.json('GET', '/documents')).items).toHaveLength(1)
})
