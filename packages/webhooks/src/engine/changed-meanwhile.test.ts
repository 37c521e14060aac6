import type { ServerResponse } from 'node:http'
import { testDatabase } from '@quillwire/database/testing'
import { openTransaction } from '@quillwire/database/testing/open-transaction'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { deleteEndpoint } from '../endpoints/delete-endpoint.ts'
import { rotateSecret } from '../endpoints/rotate-secret.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { testEngine } from '../testing/engine.ts'
import { type Received, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()
const EVENTS = 16
/** Sends under way at first; the other deliveries wait in the worker's hand. */
const FIRST = 4

/** A worker that has claimed everything, and a receiver that has not answered yet. */
async function setUp() {
  const asked: ServerResponse[] = []
  const receiver = await startReceiver((_request, response) => asked.push(response))
  const other = await startReceiver()
  onTestFinished(receiver.close)
  onTestFinished(other.close)
  const workspace = await testWorkspace(database)
  const endpoint = await createEndpoint(workspace.context, { url: receiver.url, eventTypes: ['member.*'] })
  for (let index = 0; index < EVENTS; index++) await workspace.happen()
  const engine = await testEngine(database)
  await vi.waitFor(async () => {
    const { rows } = await database.query(
      'SELECT FROM deliveries WHERE endpoint_id = $1::uuid AND leased_until > now()',
      [endpoint.id],
    )
    expect(rows).toHaveLength(EVENTS)
    expect(asked).toHaveLength(FIRST)
  })
  const { rows } = await database.query<{ until: string }>(
    'SELECT max(leased_until)::text AS until FROM deliveries WHERE endpoint_id = $1::uuid',
    [endpoint.id],
  )
  const claimedAgain = async () => {
    const again = await database.query(
      'SELECT FROM deliveries WHERE endpoint_id = $1::uuid AND leased_until > $2::timestamptz',
      [endpoint.id, rows[0]?.until],
    )
    expect(again.rows).toHaveLength(EVENTS - FIRST)
  }
  /** What is under way is answered, and so is all that follows. */
  const answer = async () => {
    receiver.answerWith(200)
    for (const response of asked) response.writeHead(200).end()
    await vi.waitFor(() => expect(engine.inFlight()).toBe(0))
  }
  return { receiver, other, endpoint, context: workspace.context, claimedAgain, answer }
}

async function waiting(endpointId: string) {
  const { rows } = await database.query(
    'SELECT FROM deliveries WHERE endpoint_id = $1::uuid AND leased_until IS NULL',
    [endpointId],
  )
  return rows.length
}

test('what a worker has in hand is not sent to an endpoint that is paused meanwhile, and goes out later', async () => {
  const { receiver, endpoint, context, answer } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, status: 'paused' })
  await vi.waitFor(async () => expect(await waiting(endpoint.id)).toBe(EVENTS - FIRST))
  await answer()
  expect(receiver.received).toHaveLength(FIRST)
  await updateEndpoint(context, { id: endpoint.id, status: 'active' })
  await vi.waitFor(() => expect(receiver.received).toHaveLength(EVENTS))
})

test('nor is it sent to an endpoint that is deleted', async () => {
  const { receiver, endpoint, context, answer } = await setUp()
  const { tx, commit } = await openTransaction(database)
  await tx.query('SELECT FROM deliveries WHERE endpoint_id = $1::uuid ORDER BY id LIMIT 1 FOR UPDATE', [
    endpoint.id,
  ])
  const deleted = deleteEndpoint(context, { id: endpoint.id })
  await vi.waitFor(async () => expect(await waiting(endpoint.id)).toBe(EVENTS - FIRST))
  await commit()
  await deleted
  await answer()
  expect(receiver.received).toHaveLength(FIRST)
})

test('it goes to the URL that the endpoint has by then', async () => {
  const { receiver, other, endpoint, context, claimedAgain, answer } = await setUp()
  await updateEndpoint(context, { id: endpoint.id, url: other.url })
  await vi.waitFor(claimedAgain)
  await answer()
  await vi.waitFor(() => expect(other.received).toHaveLength(EVENTS - FIRST))
  expect(receiver.received).toHaveLength(FIRST)
})

test('a secret that leaked signs nothing more', async () => {
  const { receiver, endpoint, context, claimedAgain, answer } = await setUp()
  const { secret } = await rotateSecret(context, { id: endpoint.id, overlapHours: 0 })
  await vi.waitFor(claimedAgain)
  await answer()
  await vi.waitFor(() => expect(receiver.received).toHaveLength(EVENTS))
  const verifies = ({ body, headers }: Received) => new Webhook(secret).verify(body, headers)
  for (const one of receiver.received.slice(FIRST)) expect(() => verifies(one)).not.toThrow()
})

test('a change that was missed while the listening connection was away counts when it is back', async () => {
  const { receiver, endpoint, answer } = await setUp()
  // No notification, as while nobody listens.
  await database.query(`UPDATE webhook_endpoints SET status = 'paused' WHERE id = $1::uuid`, [endpoint.id])
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE '%(listen)'`,
  )
  await vi.waitFor(async () => expect(await waiting(endpoint.id)).toBe(EVENTS - FIRST))
  await answer()
  expect(receiver.received).toHaveLength(FIRST)
})
