import { readConfig } from '@quillwire/config'
import { noteAccountMail } from '@quillwire/core/identity/account-mail'
import { testSecret, testServices } from '@quillwire/core/testing/services'
import { newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { createLogger } from '@quillwire/process'
import { createEndpoint, listDeliveries, retryDelivery, updateEndpoint } from '@quillwire/webhooks'
import { startReceiver, testWorkspace } from '@quillwire/webhooks/testing'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mailServer } from './testing/mail-server.ts'
import { startWorker } from './testing/start-worker.ts'
import { startWorker as startInProcess } from './worker.ts'

const { database, url } = await testDatabase()

async function setUp(...answers: Parameters<typeof startReceiver>) {
  const receiver = await startReceiver(...answers)
  onTestFinished(receiver.close)
  const workspace = await testWorkspace(database)
  const endpoint = await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  const delivery = async () => (await listDeliveries(workspace.context, { endpointId: endpoint.id })).items[0]
  return { receiver, workspace, endpoint, delivery }
}

test('it delivers, answers probes, counts, and ends cleanly when asked', async () => {
  const { receiver, workspace, endpoint, delivery } = await setUp()
  const worker = await startWorker(url)
  await workspace.happen()
  await vi.waitFor(async () => expect(await delivery()).toMatchObject({ status: 'succeeded' }))
  const [got] = receiver.received
  expect(() => new Webhook(endpoint.secret).verify(got?.body ?? '', got?.headers ?? {})).not.toThrow()
  expect(got?.headers['user-agent']).toMatch(/^Quillwire\/\d+\.\d+\.\d+$/)
  expect(await worker.get('/healthz')).toMatchObject({ status: 200 })
  expect(await worker.get('/readyz')).toEqual({ status: 200, text: 'ready\n' })
  // Counts those of all workspaces, since other tests left some.
  const active = await database.prisma.webhookEndpoint.count({ where: { status: 'active' } })
  const { text } = await worker.get('/metrics')
  expect(text).toContain('quillwire_delivery_attempts_total{outcome="succeeded"} 1')
  expect(text).toContain(`quillwire_endpoints{state="active"} ${active}\n`)
  expect(worker.output()).not.toContain(endpoint.secret)
  worker.child.kill('SIGTERM')
  expect(await worker.ended).toBe(0)
})

test.each([
  [{ COLLAB_IDLE_SECONDS: 'long' }, 'COLLAB_IDLE_SECONDS must be a number of seconds.'],
  [{ DATABASE_URL: '' }, 'DATABASE_URL is not set.'],
])('with %j it ends with one line that says so', async (settings, line) => {
  const failure = await startWorker(url, settings).catch((error: Error) => error.message)
  const [, ...lines] = String(failure).trimEnd().split('\n')
  expect(lines).toEqual([expect.stringContaining(line)])
  expect(lines[0]).toMatch(/^[A-Z_]+ (is|must be) /)
})

test('deliveries made while it is still starting are counted too', async () => {
  const { workspace, delivery } = await setUp()
  await workspace.happen()
  const services = testServices({
    ...database,
    async listen(channel, handler, onReconnect) {
      if (channel === 'operation_ready')
        await vi.waitFor(async () => expect(await delivery()).toMatchObject({ status: 'succeeded' }))
      return await database.listen(channel, handler, onReconnect)
    },
  })
  const config = readConfig({
    DATABASE_URL: url,
    SECRET: testSecret,
    WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8',
  })
  const worker = await startInProcess(services, config, createLogger('test', 'silent'))
  onTestFinished(worker.drain)
  const counted = 'quillwire_delivery_attempts_total{outcome="succeeded"} 1'
  await vi.waitFor(async () => expect(await worker.metrics.render()).toContain(counted))
})

test('an error of an endpoint’s function appears in the attempt, and not in the log', async () => {
  const { workspace, endpoint, delivery } = await setUp()
  await updateEndpoint(workspace.context, {
    id: endpoint.id,
    retrySchedule: [0],
    transformation: `(event) => { throw new Error('a text: ' + event.actor.name) }`,
  })
  const worker = await startWorker(url)
  await workspace.happen()
  await vi.waitFor(async () =>
    expect(await delivery()).toMatchObject({ lastError: expect.stringContaining('a text: Ada') }),
  )
  await vi.waitFor(() => expect(worker.output()).toContain('not delivered'))
  expect(worker.output()).toContain(endpoint.id)
  expect(worker.output()).not.toContain('a text')
})

test('its log numbers attempts as the delivery log does, even after a resend by hand', async () => {
  const { receiver, workspace, endpoint, delivery } = await setUp(500)
  await updateEndpoint(workspace.context, { id: endpoint.id, retrySchedule: [0, 0] })
  const worker = await startWorker(url)
  await workspace.happen()
  await vi.waitFor(async () => expect(await delivery()).toMatchObject({ status: 'failed' }))
  receiver.answerWith(200)
  await retryDelivery(workspace.context, { id: (await delivery())?.id ?? '' })
  const numbers = () =>
    worker
      .output()
      .split('\n')
      .filter((line) => line.includes('delivered"'))
      .map((line) => JSON.parse(line).attempt)
  await vi.waitFor(() => expect(numbers()).toEqual([1, 2, 3]))
})

test('killed in the middle of a send, it loses nothing: the next worker delivers', async () => {
  const { receiver, workspace, delivery } = await setUp(() => {})
  const first = await startWorker(url)
  await workspace.happen()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  first.child.kill('SIGKILL')
  await first.ended
  expect(await delivery()).toMatchObject({ status: 'pending', attemptCount: 0 })

  receiver.answerWith(200)
  await startWorker(url)
  // As time would do: the dead worker's lease runs out.
  await database.query('UPDATE deliveries SET leased_until = now()')
  await database.notify('delivery_ready', {})
  await vi.waitFor(async () => expect(await delivery()).toMatchObject({ status: 'succeeded' }))
  const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

test('asked to stop, it finishes the send that is under way', async () => {
  let answer = () => {}
  const { receiver, workspace, delivery } = await setUp((_request, response) => {
    answer = () => response.writeHead(200).end()
  })
  const worker = await startWorker(url)
  await workspace.happen()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1))
  worker.child.kill('SIGTERM')
  await vi.waitFor(() => expect(worker.output()).toContain('draining'))
  answer()
  expect(await worker.ended).toBe(0)
  expect(await delivery()).toMatchObject({ status: 'succeeded', attemptCount: 1 })
})

test('a receiver that says it is gone is switched off, and the admins get a mail about it', async () => {
  const { workspace, endpoint } = await setUp(410)
  const { messages, port } = await mailServer()
  await startWorker(url, { SMTP_URL: `smtp://127.0.0.1:${port}` })
  await workspace.happen()
  await vi.waitFor(() => expect(messages).toHaveLength(1))
  expect(messages[0]).toContain('It answered 410 Gone')
  expect(messages[0]?.replaceAll('=\n', '')).toContain(`/settings/webhooks/${endpoint.id}`)
})

test('mail about accounts that was asked for before a worker started goes out; later mail goes out at once', async () => {
  const { messages, port } = await mailServer()
  const email = `${newId()}@example.com`
  await database.prisma.user.create({ data: { id: newId(), name: 'Ada', email } })
  await noteAccountMail(database, { kind: 'password_changed', email })
  await startWorker(url, { SMTP_URL: `smtp://127.0.0.1:${port}`, PUBLIC_URL: 'https://docs.example.com' })
  await vi.waitFor(() => expect(messages).toHaveLength(1))
  expect(messages[0]).toContain('Subject: Your password for Quillwire was changed')
  await noteAccountMail(database, { kind: 'password_reset', email })
  await vi.waitFor(() => expect(messages).toHaveLength(2))
  expect(messages[1]?.replaceAll('=\n', '')).toContain('https://docs.example.com/reset-password#')
  expect(await database.prisma.accountMail.count()).toBe(0)
})
