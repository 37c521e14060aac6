/**
 * Deliveries compared with the limit of the machine: signed requests with nothing stored, and ours from the committed
 * event to the recorded attempt. Then how soon events arrive, how fairly, and how this changes as records grow.
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Benchmark, type Row, rounded } from './benchmark.ts'
import { cpuSeconds, residentMegabytes } from './sync/cpu.ts'
import { startPostgres } from './sync/machine.ts'
import { type Office, openOffice } from './sync/our-server.ts'
import { growth } from './webhooks/growth.ts'
import { fairness, soonness } from './webhooks/latency.ts'
import {
  addBacklog,
  addEndpoints,
  drained,
  type Sink,
  setStatus,
  startSink,
  startWorker,
} from './webhooks/setting.ts'

const COUNT = Number(process.env.BENCH_DELIVERIES ?? 100_000)
/** How many deliveries precede the counted ones, while V8 compiles: a cost of the start, not of a delivery. */
const WARM_UP = Number(process.env.BENCH_WARM_UP ?? 40_000)
const PARTS = (process.env.BENCH_PARTS ?? 'throughput,soon,fair,growth').split(',')
const BODY = JSON.stringify({
  id: 'evt_01998c3f01c87d208c1192e4f6a8b010',
  type: 'member.invited',
  timestamp: '2026-11-20T22:30:00.000Z',
  workspace: { id: '01998c3e-0000-7000-8000-000000000001', name: 'Lind & Weber' },
  actor: { type: 'user', id: '01998c3e-4d11-7f0a-8a57-0c9b8c1d2e33', name: 'Ada Lind' },
  data: {
    invitation: {
      id: '01998c43-9a9a-7b7b-8c8c-0d0d0e0e0f0f',
      role: 'member',
      expiresAt: '2026-11-27T22:30:00.000Z',
    },
  },
})

export const benchmark: Benchmark = {
  title: 'Deliveries: a bare sink, signed requests with nothing stored, and ours with everything recorded',
  async run() {
    const postgres = await startPostgres()
    const office = await openOffice(postgres.url)
    const sink = await startSink()
    const rows: Row[] = []
    try {
      if (PARTS.includes('throughput')) rows.push(...(await throughput(postgres, office, sink)))
      if (PARTS.includes('soon')) rows.push(...(await soonness(postgres.url, office, sink)))
      if (PARTS.includes('fair')) rows.push(...(await fairness(postgres.url, office, sink)))
      if (PARTS.includes('growth')) rows.push(...(await growth(postgres.url, office, sink)))
      return rows
    } finally {
      sink.stop()
      await office.close()
      await postgres.stop()
    }
  },
}

async function throughput(
  postgres: { url: string; pid: number },
  office: Office,
  sink: Sink,
): Promise<Row[]> {
  const rows: Row[] = []
  const limits = [await limit(sink), await limit(sink)]
  for (const [what, endpoints, workers, count] of [
    ['ours, one endpoint', 1, 1, COUNT / 2],
    ['ours, ten endpoints', 10, 1, COUNT],
    ['ours, ten endpoints, two workers', 10, 2, COUNT],
  ] as const) {
    const figures = await ours(postgres, office, sink, { endpoints, workers, count })
    // A machine's speed varies over seconds: each figure is compared with the limit just before and just after.
    limits.push(await limit(sink))
    rows.push(row(what, figures, best(limits.slice(-2))))
  }
  const limitRow = row(
    'the limit: signed requests, 64 connections, nothing stored',
    best(limits),
    best(limits),
  )
  return [limitRow, ...rows]
}

function best(figures: readonly Figures[]): Figures {
  return figures.reduce((left, right) => (left.perSecond > right.perSecond ? left : right))
}

interface Figures {
  perSecond: number
  cpu: number
  postgresCpu: number
  sinkCpu: number
  memory?: string
}

function row(what: string, figures: Figures, best: Figures): Row {
  return {
    what,
    'per second': rounded(figures.perSecond),
    '× limit': rounded(figures.perSecond / best.perSecond, 2),
    'CPU µs each': rounded(figures.cpu, 1),
    'CPU × limit': rounded(figures.cpu / best.cpu, 2),
    'PostgreSQL µs each': rounded(figures.postgresCpu, 1),
    'sink µs each': rounded(figures.sinkCpu, 1),
    more: figures.memory ?? '',
  }
}

async function limit(sink: Sink): Promise<Figures> {
  const child = fork(fileURLToPath(new URL('./webhooks/limit.ts', import.meta.url)), {
    env: {
      PATH: process.env.PATH,
      SINK: sink.url,
      BODY,
      REQUESTS: String(COUNT / 2),
      WARM_UP: String(WARM_UP),
    },
  })
  await new Promise((done) => child.once('message', done))
  const result = new Promise<{ ms: number; cpuMicroseconds: number }>((done) =>
    child.once('message', done as (value: unknown) => void),
  )
  const sinkBefore = cpuSeconds(sink.pid)
  child.send('go')
  const { ms, cpuMicroseconds } = await result
  const sinkCpu = ((cpuSeconds(sink.pid) - sinkBefore) * 1e6) / (COUNT / 2 + WARM_UP)
  child.kill()
  return { perSecond: COUNT / 2 / (ms / 1000), cpu: cpuMicroseconds / (COUNT / 2), postgresCpu: 0, sinkCpu }
}

async function ours(
  postgres: { url: string; pid: number },
  office: Office,
  sink: Sink,
  { endpoints, workers, count }: { endpoints: number; workers: number; count: number },
): Promise<Figures> {
  const ids = await addEndpoints(
    office,
    Array.from({ length: endpoints }, (_, index) => `${sink.url}/${index}`),
  )
  const started = await Promise.all(Array.from({ length: workers }, () => startWorker(postgres.url)))
  await sink.figures()
  await addBacklog(office.database, ids, WARM_UP)
  await office.database.notify('delivery_ready', {})
  await drained(office.database, sink, ids, WARM_UP)
  await setStatus(office.database, ids, 'paused')
  await addBacklog(office.database, ids, count)
  await office.database.query('CHECKPOINT')
  const cpu = () => started.reduce((sum, { pid }) => sum + cpuSeconds(pid), 0)
  const memory: number[] = []
  const [before, postgresBefore, sinkBefore] = [cpu(), cpuSeconds(postgres.pid, true), cpuSeconds(sink.pid)]
  await sink.figures()
  await setStatus(office.database, ids, 'active')
  const ms = await drained(office.database, sink, ids, count, () => {
    memory.push(...started.map(({ pid }) => residentMegabytes(pid)))
  })
  const figures = {
    perSecond: count / (ms / 1000),
    cpu: ((cpu() - before) * 1e6) / count,
    postgresCpu: ((cpuSeconds(postgres.pid, true) - postgresBefore) * 1e6) / count,
    sinkCpu: ((cpuSeconds(sink.pid) - sinkBefore) * 1e6) / count,
    memory: `memory ${rounded(memory.at(Math.floor(memory.length / 4)) ?? 0)} MB after a quarter, ${rounded(Math.max(...memory))} MB at most`,
  }
  for (const worker of started) await worker.stop()
  await setStatus(office.database, ids, 'paused')
  return figures
}
