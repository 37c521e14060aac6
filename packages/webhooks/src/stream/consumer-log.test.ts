import { setImmediate as nextTurn } from 'node:timers/promises'
import { encodeEventCursor } from '@quillwire/core/events/event-cursor'
import { checkFilters } from '@quillwire/core/events/event-filters'
import { type Database, type Executor, newId } from '@quillwire/database'
import { testDatabase } from '@quillwire/database/testing'
import { eventId } from '@quillwire/events'
import { expect, test, vi } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { listDeliveries } from '../deliveries/list-deliveries.ts'
import { testDocument } from '../testing/document.ts'
import { testWorkspace } from '../testing/workspace.ts'
import { createConsumerLog } from './consumer-log.ts'
import type { Sent } from './ledger.ts'
import { takeConsumer } from './take-consumer.ts'

const { database } = await testDatabase()

function sent(number: number): Sent {
  const position = { generation: 1, transactionId: '900', sequence: BigInt(number) }
  return {
    cursor: encodeEventCursor(position),
    position,
    eventId: eventId(newId()),
    eventType: 'member.invited',
    happenedAt: Date.now(),
    sentAt: new Date(Date.now() - 250),
    sentAtUptime: performance.now() - 250,
  }
}

async function setUp() {
  const workspace = await testWorkspace(database)
  const take = () =>
    takeConsumer(workspace.context, workspace.id, {
      name: 'crm',
      types: ['*'],
      filters: checkFilters({}),
      begin: undefined,
    })
  const open = async () => {
    const consumer = await take()
    const onLost = vi.fn()
    const log = createConsumerLog({
      executor: database,
      consumer: { ...consumer, remoteAddress: '192.0.2.7' },
      onError: () => {},
      onLost,
    })
    return { consumer, log, onLost }
  }
  return { workspace, open, rows: () => rowsOf(database, workspace.id) }
}

async function rowsOf({ prisma }: Database, workspaceId: string) {
  const endpoint = await prisma.webhookEndpoint.findFirstOrThrow({ where: { workspaceId } })
  const deliveries = await prisma.delivery.findMany({ where: { endpointId: endpoint.id } })
  return { endpoint, deliveries }
}

test('what is acknowledged is in the log, with the time from sending to acknowledgement', async () => {
  const { open, rows } = await setUp()
  const { log } = await open()
  const events = [sent(1), sent(2)]
  log.acknowledged(events)
  await log.close()
  const { endpoint, deliveries } = await rows()
  expect(endpoint.streamCursor).toBe(events[1]?.cursor)
  expect(deliveries).toHaveLength(2)
  expect(deliveries[0]).toMatchObject({ status: 'succeeded', attemptCount: 1, payload: null })
  expect(deliveries[0]?.lastDurationMs).toBeGreaterThanOrEqual(250)
})

test('however much is acknowledged at once, all of it is in the log', async () => {
  const { open, rows } = await setUp()
  const { log } = await open()
  const events = Array.from({ length: 501 }, (_, index) => sent(index + 1))
  log.acknowledged(events)
  await log.close()
  const { endpoint, deliveries } = await rows()
  expect(deliveries).toHaveLength(events.length)
  expect(endpoint.streamCursor).toBe(events.at(-1)?.cursor)
})

test('an admin who may not read a document does not learn of it from what a consumer acknowledged', async () => {
  const { workspace, open, rows } = await setUp()
  const secret = await testDocument(workspace, { title: 'Secret plan', open: false })
  const event = await secret.save()
  const { log } = await open()
  log.acknowledged([{ ...sent(1), eventId: eventId(event), eventType: 'document.saved' }])
  await log.close()
  const { endpoint, deliveries } = await rows()
  const id = deliveries[0]?.id ?? ''
  const asked = { endpointId: endpoint.id, documentId: secret.id }
  expect(await listDeliveries(workspace.context, asked)).toMatchObject({
    items: [{ id, documentTitle: 'Secret plan' }],
  })
  expect(await getDelivery(workspace.context, { id })).toMatchObject({ hidden: false })

  const jonas = await workspace.colleague()
  expect(await listDeliveries(jonas.context, asked)).toMatchObject({
    items: [{ id, documentTitle: null, actorName: null }],
  })
  expect(await getDelivery(jonas.context, { id })).toMatchObject({ hidden: true, payload: null })
})

test('a sign of life from before an acknowledgement does not take the cursor back', async () => {
  const { open, rows } = await setUp()
  const { log } = await open()
  const [first, second] = [sent(1), sent(2)]
  log.acknowledged([first])
  log.signOfLife({ cursor: first.cursor, behind: false })
  log.acknowledged([second])
  await log.close()
  expect((await rows()).endpoint.streamCursor).toBe(second.cursor)
})

test('what the database cannot hold is left out of the log, and holds up nothing that follows', async () => {
  const { open, rows } = await setUp()
  const { log, onLost } = await open()
  const events = [sent(1), { ...sent(2), eventType: 'member\0invited' }, sent(3), sent(4)]
  log.acknowledged(events)
  await vi.waitFor(async () => expect((await rows()).endpoint.streamCursor).toBe(events[3]?.cursor))
  const last = { ...sent(5), eventType: '\0' }
  log.acknowledged([last])
  await log.close()
  const { endpoint, deliveries } = await rows()
  expect(deliveries.map(({ eventType }) => eventType)).toEqual(Array(3).fill('member.invited'))
  // The consumer has dealt with it all the same, and is not sent it again.
  expect(endpoint.streamCursor).toBe(last.cursor)
  expect(onLost).not.toHaveBeenCalled()
})

test('while the database is away it is asked again only after pauses, and what was acknowledged is in the log in the end', async () => {
  const { open, rows } = await setUp()
  const { consumer } = await open()
  let [away, tries] = [true, 0]
  const query: Executor['query'] = async (...statement) => {
    tries += 1
    if (away) {
      await nextTurn()
      throw new Error('The database is away.')
    }
    return await database.query(...statement)
  }
  const log = createConsumerLog({
    executor: { ...database, query },
    consumer: { ...consumer, remoteAddress: '192.0.2.7' },
    onError: () => {},
    onLost: () => {},
  })
  const event = sent(1)
  log.acknowledged([event])
  await vi.waitFor(() => expect(tries).toBeGreaterThanOrEqual(3))
  for (let turn = 0; turn < 100; turn++) await nextTurn()
  away = false
  expect(tries, 'in a hundred turns of the event loop none more').toBe(3)
  await vi.waitFor(async () => expect((await rows()).endpoint.streamCursor).toBe(event.cursor))
  await log.close()
})

test('a connection that lost its consumer writes nothing, and is told why', async () => {
  const { open, rows } = await setUp()
  const older = await open()
  const newer = await open()
  expect(newer.consumer.id).toBe(older.consumer.id)
  older.log.acknowledged([sent(5)])
  await older.log.close()
  expect(older.onLost).toHaveBeenCalledWith(expect.objectContaining({ code: 'consumer_taken' }))
  const { endpoint, deliveries } = await rows()
  expect([endpoint.streamCursor, deliveries]).toEqual([null, []])

  await database.prisma.webhookEndpoint.update({ where: { id: endpoint.id }, data: { status: 'paused' } })
  newer.log.signOfLife({ cursor: null, behind: true })
  await newer.log.close()
  expect(newer.onLost).toHaveBeenCalledWith(expect.objectContaining({ code: 'consumer_paused' }))
  await expect(open()).rejects.toMatchObject({ code: 'consumer_paused' })
})

test('a name that two use at the same moment for the first time is one consumer', async () => {
  const { open } = await setUp()
  const both = await Promise.all([open(), open(), open()])
  expect(new Set(both.map(({ consumer }) => consumer.id)).size).toBe(1)
})
