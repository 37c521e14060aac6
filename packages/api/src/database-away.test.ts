import { testServices } from '@quillwire/core/testing/services'
import { connect } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { openPath } from '@quillwire/database/testing/network-path'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { createLogger } from '@quillwire/process'
import { createEventStreams } from '@quillwire/webhooks/stream'
import { afterEach, expect, test, vi } from 'vitest'
import { testApi } from './testing/api.ts'
import { Client, signedUp } from './testing/client.ts'

const { database, url } = await testDatabase()
const logger = createLogger('test', 'silent')
const { withKey } = testApi(database, [], { logger })

const away = { status: 503, code: 'database_unavailable', detail: expect.stringContaining('Idempotency-Key') }

let undo = async () => {}
afterEach(() => undo())

test('while the database is away every client is told when to retry, and what needs no database goes on', async () => {
  const path = await openPath(url)
  const far = connect(path.url, { applicationName: 'far', onError: () => {} })
  undo = async () => {
    await far.close()
    path.close()
  }
  const { app } = testApi(far, [], { logger })
  const ada = await signedUp(app)
  const { key } = await ada.json('POST', '/api-keys', { name: 'CRM', scopes: ['documents:write'] })
  const program = new Client(app)
  program.headers = { authorization: `Bearer ${key}` }
  const account = { email: 'a@example.com', password: 'correct horse' }

  path.cut()
  for (const [caller, method, at, body] of [
    [program, 'GET', '/documents'],
    [program, 'POST', '/documents', { title: 'Plan' }],
    [ada, 'GET', '/me'],
    [ada, 'POST', '/api/auth/sign-in/email', account],
    [new Client(app), 'POST', '/hooks/in_x', { text: 'a' }],
  ] as const) {
    const response = await caller.send(method, at, body)
    expect(await response.json(), `${method} ${at}`).toMatchObject(away)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(response.headers.get('x-request-id')).toBeTruthy()
  }
  expect((await program.send('GET', '/openapi.json')).status).toBe(200)

  path.mend()
  expect((await program.send('GET', '/documents')).status).toBe(200)
  expect((await ada.send('GET', '/me')).status).toBe(200)
})

test('a request that hangs with the database is answered, and its write happens once', async () => {
  let answers = true
  const { app } = testApi(database, [], {
    logger,
    services: { database: { ...database, answers: async () => answers } },
  })
  const ada = await signedUp(app)
  const create = () => ada.send('POST', '/documents', { title: 'Plan' }, { 'idempotency-key': 'one' })
  const { tx, commit } = await openTransaction(database)
  undo = commit
  await tx.query('LOCK TABLE documents')
  answers = false
  expect(await (await create()).json()).toMatchObject(away)
  undo = async () => {}
  await commit()
  answers = true
  await expect.poll(async () => (await create()).status).toBe(201)
  expect((await create()).headers.get('idempotent-replayed')).toBe('true')
  expect((await ada.json('GET', '/documents')).items).toHaveLength(1)
})

test('a stream that opens when nobody waits for it any more is closed', async () => {
  let answers = true
  const hung = { ...database, answers: async () => answers }
  const eventStreams = createEventStreams(testServices(database), { onError: console.error })
  const open = vi.spyOn(eventStreams, 'open')
  const { app } = testApi(database, [], { logger, eventStreams, services: { database: hung } })
  const ada = await signedUp(app)
  // The first stream makes the process listen to the database. If a busy machine takes seconds for that, none opens.
  await vi.waitFor(async () => {
    const before = await ada.send('GET', '/events/stream')
    expect(before.status).toBe(200)
    await before.body?.cancel()
  })
  await expect.poll(() => eventStreams.statistics().connected).toBe(0)
  open.mockClear()
  const { tx, commit } = await openTransaction(database)
  undo = commit
  await tx.query('LOCK TABLE sessions')
  answers = false
  expect((await ada.send('GET', '/events/stream')).status).toBe(503)
  undo = async () => {}
  await commit()
  await expect.poll(() => open.mock.settledResults).toMatchObject([{ type: 'fulfilled' }])
  // Otherwise it would count among the twenty that one caller may have, and hold the name of its consumer.
  await expect.poll(() => eventStreams.statistics().connected).toBe(0)
})

test('a database that answers is waited for', async () => {
  const { app } = testApi(database, [], { logger })
  const ada = await signedUp(app)
  const { tx, commit } = await openTransaction(database)
  undo = commit
  await tx.query('LOCK TABLE documents')
  const created = ada.send('POST', '/documents', { title: 'Plan' })
  // Longer than it takes until the database is asked for a sign of life.
  await database.query('SELECT pg_sleep(3)')
  undo = async () => {}
  await commit()
  expect((await created).status).toBe(201)
})

test('a database whose disk is full takes nothing, and may again', async () => {
  const { key } = await withKey('documents:write')
  await database.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`)
  await database.query('CREATE TRIGGER full_disk BEFORE INSERT ON documents EXECUTE FUNCTION full_disk()')
  undo = async () => void (await database.query('DROP TRIGGER full_disk ON documents'))
  expect(await key('POST', '/documents', { title: 'Plan' })).toMatchObject(away)
  expect(await key('GET', '/documents')).toMatchObject({ http: 200 })
})
