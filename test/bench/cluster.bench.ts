/**
 * Two sync servers that share documents through Redis, compared with one: how much more they carry, and how fast edits
 * and cursors cross between them. If the writers of a room are at both servers, only what comes from the other server
 * is timed. Everything runs on this machine, with the load and PostgreSQL, so the CPU per edit shows what more cores
 * would do.
 */
import { type Benchmark, quantile, type Row, rounded } from './benchmark.ts'
import { startPostgres } from './sync/machine.ts'
import { measure } from './sync/measure.ts'
import { openOffice, startCollab } from './sync/our-server.ts'
import { startRedis } from './sync/redis.ts'
import type { Workload } from './sync/workload.ts'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 10)
const WARM_UP_SECONDS = Number(process.env.BENCH_WARM_UP_SECONDS ?? 12)

/** The writers of a room are at both servers, so every edit crosses. */
const together: Workload = {
  name: '100 rooms of 4, the writers of each at both servers',
  rooms: 100,
  writersPerRoom: 4,
  editsPerSecond: 5,
  cursors: true,
}

export const benchmark: Benchmark = {
  title: 'Two sync servers on Redis beside one',
  async run() {
    const postgres = await startPostgres()
    const redis = await startRedis()
    const office = await openOffice(postgres.url)
    const start = () =>
      startCollab({ databaseUrl: postgres.url, dataDir: postgres.dataDir, redisUrl: redis.url })
    try {
      const rows: Row[] = []
      for (const [what, count, spread, share] of [
        ['one server', 1, false, 1],
        ['two servers, each room at one of them', 2, false, 1],
        ['two servers, each room at both', 2, true, 1],
        ['two servers, each room at both, a tenth of the load', 2, true, 0.1],
      ] as const) {
        const servers = await Promise.all(Array.from({ length: count }, start))
        const load = { ...together, rooms: together.rooms * share }
        const rooms = await office.rooms(load.rooms)
        // Half of the rooms at each server: two loads run at once, each against one server.
        const loads = spread
          ? [{ urls: servers.map(({ url }) => url), rooms, workload: load }]
          : servers.map(({ url }, index) => ({
              urls: [url],
              rooms: rooms.filter((_, at) => at % count === index),
              workload: { ...load, rooms: load.rooms / count },
            }))
        const results = await Promise.all(
          loads.map((one, index) =>
            measure(
              {
                protocol: 'hocuspocus',
                warmUpSeconds: WARM_UP_SECONDS,
                seconds: SECONDS,
                onlyCrossing: spread,
                ...one,
              },
              spread ? servers.map(({ child }) => child.pid ?? 0) : [servers[index]?.child.pid ?? 0],
              postgres.pid,
            ),
          ),
        )
        const all = (pick: (result: (typeof results)[number]) => number[]) => results.flatMap(pick)
        const edits = results.reduce((sum, result) => sum + result.edits, 0)
        const cpu = results.reduce((sum, result) => sum + result.serverCpu * result.edits, 0) / edits
        const quantileOf = (pick: (result: (typeof results)[number]) => number[], share: number) => {
          const samples = all(pick)
          return samples.length === 0 ? '–' : rounded(quantile(samples, share), 2)
        }
        rows.push({
          what,
          'edits/s': rounded(edits / SECONDS),
          'CPU µs per edit': rounded(cpu, 1),
          'busiest core, of one': rounded(
            Math.max(...results.map((result) => (result.serverCpu * result.edits) / 1e6 / SECONDS)) /
              (spread ? count : 1),
            2,
          ),
          'ack p50 ms': quantileOf(({ acknowledgementMs }) => acknowledgementMs, 0.5),
          'delivery p50 ms': quantileOf(({ deliveryMs }) => deliveryMs, 0.5),
          'delivery p99 ms': quantileOf(({ deliveryMs }) => deliveryMs, 0.99),
          'cursor p50 ms': quantileOf(({ cursorMs }) => cursorMs, 0.5),
          'cursor p99 ms': quantileOf(({ cursorMs }) => cursorMs, 0.99),
        })
        await Promise.all(servers.map(({ stop }) => stop()))
      }
      const [one, apart] = rows
      const ratio = Number(one?.['busiest core, of one']) / Number(apart?.['busiest core, of one'])
      rows.push({ what: `two carry × one, by the CPU of the busiest: ${rounded(ratio, 2)}` })
      return rows
    } finally {
      await office.close()
      await redis.stop()
      await postgres.stop()
    }
  },
}
