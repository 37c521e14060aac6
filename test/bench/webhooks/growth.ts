/** Whether old deliveries slow down new ones, and the pages that show them. */
import { type Database, newId } from '@quillwire/database'
import { listDeliveries } from '@quillwire/webhooks'
import { claimDeliveries } from '@quillwire/webhooks/engine'
import { deleteOldRecords } from '@quillwire/webhooks/upkeep'
import { quantile, type Row, rounded } from '../benchmark.ts'
import type { Office } from '../sync/our-server.ts'
import { soonness } from './latency.ts'
import { addEndpoints, type Sink, setStatus } from './setting.ts'

const SIZES = [10_000, Number(process.env.BENCH_RECORDED ?? 1_000_000)]
const WAITING = 100_000
const ROUNDS = 40

export async function growth(databaseUrl: string, office: Office, sink: Sink): Promise<Row[]> {
  const rows: Row[] = []
  const [endpoint = ''] = await addEndpoints(office, [`${sink.url}/growth`])
  let recorded = 0
  for (const size of SIZES) {
    await addRecorded(office.database, endpoint, size - recorded)
    recorded = size
    const claim = await claimTimes(office.database, endpoint)
    const page = await times(() => listDeliveries(office.context, { endpointId: endpoint, limit: 50 }))
    const failed = await times(() =>
      listDeliveries(office.context, { endpointId: endpoint, limit: 50, status: 'failed' }),
    )
    rows.push({
      what: `${size.toLocaleString('en')} recorded deliveries`,
      more: `claim of 16: ${claim} ms; page of the log: ${page} ms; page of what failed: ${failed} ms (medians)`,
    })
  }
  await addWaiting(office, sink)
  rows.push({
    what: `the same, and ${WAITING.toLocaleString('en')} that wait for a paused endpoint`,
    more: `claim of 16: ${await claimTimes(office.database, endpoint)} ms`,
  })
  rows.push({ what: 'how a page of the log is found', more: await planOfPage(office.database, endpoint) })
  await setStatus(office.database, [endpoint], 'paused')
  let deleted = ''
  const meanwhile = async () => {
    const start = performance.now()
    const { attempts } = await deleteOldRecords(office.database, new Date())
    const seconds = rounded((performance.now() - start) / 1000, 1)
    deleted = `${attempts.toLocaleString('en')} old attempts in ${seconds} s`
  }
  const what = '100 events/s while retention deletes, event → receiver'
  rows.push(...(await soonness(databaseUrl, office, sink, { what, seconds: 8, meanwhile })))
  rows.push({ what: 'retention meanwhile', more: deleted })
  return rows
}

/**
 * Adds records as when all went well, with one failure in a thousand. A fifth of the attempts are older than is kept.
 */
async function addRecorded(database: Database, endpointId: string, count: number) {
  const BATCH = 50_000
  for (let at = 0; at < count; at += BATCH)
    await database.query(
      `WITH made AS (
         INSERT INTO deliveries (id, endpoint_id, event_id, event_type, status, attempt_count, last_status_code,
                                 completed_at)
         SELECT uuidv7(), $1::uuid, gen_random_uuid(), 'member.invited',
                CASE WHEN n % 1000 = 0 THEN 'failed' ELSE 'succeeded' END::delivery_status, 1, 200, now()
           FROM generate_series(1, $2::int) AS n
         RETURNING id)
       INSERT INTO delivery_attempts (id, delivery_id, number, started_at, duration_ms, request_url, request_headers)
       SELECT CASE WHEN random() < 0.2 THEN uuidv7(interval '-40 days') ELSE uuidv7() END,
              id, 1, now(), 3, 'http://127.0.0.1/', '{}' FROM made`,
      [endpointId, Math.min(BATCH, count - at)],
    )
  await database.query('VACUUM ANALYZE deliveries')
}

/** Adds waiting deliveries after the table was last analyzed, so that the planner does not know of them. */
async function addWaiting(office: Office, sink: Sink) {
  const [paused = ''] = await addEndpoints(office, [`${sink.url}/paused`])
  await setStatus(office.database, [paused], 'paused')
  await office.database.query(
    `INSERT INTO deliveries (id, endpoint_id, event_id, event_type)
     SELECT uuidv7(), $1::uuid, uuidv7(), 'member.invited' FROM generate_series(1, $2::int)`,
    [paused, WAITING],
  )
}

/** Times claims that are given back, so that each finds the same. */
async function claimTimes(database: Database, endpointId: string): Promise<number> {
  await database.query(
    `INSERT INTO deliveries (id, endpoint_id, event_id, event_type)
     SELECT gen_random_uuid(), $1::uuid, gen_random_uuid(), 'member.invited' FROM generate_series(1, 100)`,
    [endpointId],
  )
  const change = (set: string) =>
    database.query(`UPDATE deliveries SET ${set} WHERE endpoint_id = $1::uuid AND status = 'pending'`, [
      endpointId,
    ])
  const limits = { total: 512, perEndpoint: 16, ofEndpoint: new Map(), busy: [] }
  const median = await times(
    () => claimDeliveries(database, limits),
    () => change('leased_until = NULL'),
  )
  await change(`status = 'cancelled'`)
  return median
}

async function times(
  work: () => Promise<unknown>,
  after: () => Promise<unknown> = async () => {},
): Promise<number> {
  const all: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await work()
    all.push(performance.now() - start)
    await after()
  }
  return rounded(quantile(all, 0.5), 2)
}

async function planOfPage(database: Database, endpointId: string): Promise<string> {
  const { rows } = await database.query<Record<'QUERY PLAN', string>>(
    `EXPLAIN (COSTS OFF) SELECT id FROM deliveries WHERE endpoint_id = '${endpointId}' AND id < '${newId()}'
      ORDER BY id DESC LIMIT 50`,
  )
  return rows.map((row) => row['QUERY PLAN'].trim()).join(' ')
}
