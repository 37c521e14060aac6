/** How soon an event arrives, and whether receivers that misbehave delay the others. */
import { recordEvent } from '@quillwire/core/events/record-event'
import { type Database, newId } from '@quillwire/database'
import { freePort } from '@quillwire/database/embedded'
import { quantile, type Row, rounded } from '../benchmark.ts'
import type { Office } from '../sync/our-server.ts'
import { addEndpoints, type Sink, setStatus, startWorker } from './setting.ts'
import { stamp } from './stamp.ts'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 15)

/** Measures a hundred events a second, each in its own transaction, to one endpoint. */
export async function soonness(
  databaseUrl: string,
  office: Office,
  sink: Sink,
  { what = '100 events/s, event → receiver', seconds = SECONDS, meanwhile = async () => {} } = {},
): Promise<Row[]> {
  const ids = await addEndpoints(office, [`${sink.url}/soon`])
  const worker = await startWorker(databaseUrl)
  await emit(office, 100, 3)
  await sink.figures()
  await Promise.all([emit(office, 100, seconds), meanwhile()])
  const { latencies } = await settled(office.database, sink, ids)
  await worker.stop()
  await setStatus(office.database, ids, 'paused')
  return [
    latencyRow(
      `${what} (${latencies.length} events)`,
      latencies.map(({ ms }) => ms),
    ),
  ]
}

/**
 * Both cases take turns, since a machine's speed varies over seconds. Each turn is long, since an event goes to all
 * endpoints at once: the slowest hundredth of the deliveries comes from only a hundredth as many events.
 */
const TURNS = 3
const FAIR_SECONDS = 2 * SECONDS
const FAIR_PER_SECOND = 10

/**
 * Measures ten events a second to a hundred endpoints, in turns: with all of them well, and with three that are not.
 */
export async function fairness(databaseUrl: string, office: Office, sink: Sink): Promise<Row[]> {
  const good = await addEndpoints(
    office,
    Array.from({ length: 97 }, (_, index) => `${sink.url}/fair-${index}`),
  )
  const bad = [`${sink.url}/hang`, `http://127.0.0.1:${await freePort()}/refused`, `${sink.url}/broken`]
  const turns: { alone: number[]; among: number[] }[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    const alone = await latenciesOf(databaseUrl, office, sink, { good, bad: [] })
    turns.push({ alone, among: await latenciesOf(databaseUrl, office, sink, { good, bad }) })
  }
  const alone = turns.flatMap((turn) => turn.alone)
  const among = turns.flatMap((turn) => turn.among)
  const p99 = (times: readonly number[]) => quantile(times, 0.99)
  const three = 'the same 97, and one that hangs, one that refuses, one that answers 500'
  return [
    latencyRow(`97 endpoints, all well: event → receiver (${alone.length} deliveries)`, alone),
    latencyRow(`${three}: event → receiver (${among.length} deliveries)`, among),
    {
      what: 'p99 of each turn, without and with the three',
      more: turns
        .map((turn) => `${rounded(p99(turn.alone), 1)} / ${rounded(p99(turn.among), 1)} ms`)
        .join(', '),
    },
    { what: 'p99 with the three, against without', more: `× ${rounded(p99(among) / p99(alone), 2)}` },
  ]
}

/**
 * ms of each delivery to the good endpoints (ids). The bad ones (URLs) are made anew, since the engine gets to know
 * them.
 */
async function latenciesOf(
  databaseUrl: string,
  office: Office,
  sink: Sink,
  { good, bad }: { good: readonly string[]; bad: readonly string[] },
): Promise<number[]> {
  await setStatus(office.database, good, 'active')
  const added = await addEndpoints(office, bad)
  const worker = await startWorker(databaseUrl)
  await emit(office, FAIR_PER_SECOND, 3)
  await sink.figures()
  await emit(office, FAIR_PER_SECOND, FAIR_SECONDS)
  const { latencies } = await settled(office.database, sink, good)
  await worker.stop()
  await setStatus(office.database, [...good, ...added], 'paused')
  return latencies.filter(({ endpoint }) => endpoint.startsWith('/fair-')).map(({ ms }) => ms)
}

function latencyRow(what: string, times: readonly number[]): Row {
  return {
    what,
    more: `p50 ${rounded(quantile(times, 0.5), 1)} ms, p99 ${rounded(quantile(times, 0.99), 1)} ms`,
  }
}

async function emit(office: Office, perSecond: number, seconds: number) {
  const { database, context } = office
  if (context.principal.type !== 'user' || !context.principal.membership) return
  const { workspaceId } = context.principal.membership
  const start = performance.now()
  const running: Promise<unknown>[] = []
  for (let index = 0; index < perSecond * seconds; index++) {
    const wait = start + (index * 1000) / perSecond - performance.now()
    if (wait > 0) await new Promise((done) => setTimeout(done, wait))
    running.push(happen(database, workspaceId))
  }
  await Promise.all(running)
}

/** Records an event. The stamp is taken before the commit, so that the commit counts too. */
async function happen(database: Database, workspaceId: string) {
  await database.sqlTransaction((tx) =>
    recordEvent(tx, {
      workspaceId,
      type: 'member.removed',
      actor: { type: 'system', id: null, name: 'Bench' },
      data: { person: { id: newId(), name: stamp(), email: 'a@example.com' }, role: 'member' },
    }),
  )
}

async function settled(database: Database, sink: Sink, ids: readonly string[]) {
  for (;;) {
    const { rows } = await database.query(
      `SELECT FROM deliveries WHERE endpoint_id = ANY ($1::uuid[]) AND status = 'pending' LIMIT 1`,
      [ids],
    )
    if (rows.length === 0) return await sink.figures()
    await new Promise((done) => setTimeout(done, 50))
  }
}
