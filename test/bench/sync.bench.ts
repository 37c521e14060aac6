/**
 * The cost of an edit. Our sync server, with every update on the disk, rights and metrics on, is compared in the same
 * run with servers that keep nothing, or store a state every few seconds. BENCH_WORKLOADS=W1,W3 and
 * BENCH_PEERS=ours,hocuspocus choose the workloads and peers. BENCH_SECONDS is how long each is measured, and
 * BENCH_WARM_UP_SECONDS how long it runs before that: V8 compiles for some ten seconds, a cost of the start, not of
 * edits.
 */
import { type Benchmark, quantile, type Row, rounded } from './benchmark.ts'
import { ended } from './start-program.ts'
import { startPeer, startPostgres } from './sync/machine.ts'
import { measure } from './sync/measure.ts'
import { openOffice, startCollab } from './sync/our-server.ts'
import { type Protocol, type Workload, workloads } from './sync/workload.ts'

const SECONDS = Number(process.env.BENCH_SECONDS ?? 10)
const WARM_UP_SECONDS = Number(process.env.BENCH_WARM_UP_SECONDS ?? 12)
const chosen = (list: string | undefined, name: string) =>
  !list || list.split(',').some((one) => name.startsWith(one))

interface Peer {
  name: string
  protocol: Protocol
  start(): Promise<{ url: string; pid: number; stop(): Promise<void> }>
}

export const benchmark: Benchmark = {
  title: `Sync: ${SECONDS} s of each workload; CPU of the server in µs per edit`,
  async run() {
    const postgres = await startPostgres()
    const office = await openOffice(postgres.url)
    const foreign = (name: string, protocol: Protocol, file: string, env = {}): Peer => ({
      name,
      protocol,
      async start() {
        const { url, child } = await startPeer(file, env)
        return { url, pid: child.pid ?? 0, stop: () => ended(child) }
      },
    })
    const peers: Peer[] = [
      foreign('floor: relay', 'relay', 'relay.ts'),
      foreign('y-websocket in memory', 'y-websocket', 'y-websocket.ts'),
      foreign('hocuspocus in memory', 'hocuspocus', 'hocuspocus.ts'),
      foreign('hocuspocus + database', 'hocuspocus', 'hocuspocus.ts', { DATABASE_URL: postgres.url }),
      {
        name: 'ours',
        protocol: 'hocuspocus',
        async start() {
          const { url, child, stop } = await startCollab({
            databaseUrl: postgres.url,
            dataDir: postgres.dataDir,
          })
          return { url, pid: child.pid ?? 0, stop }
        },
      },
    ]
    const rows: Row[] = []
    try {
      for (const workload of workloads.filter(({ name }) => chosen(process.env.BENCH_WORKLOADS, name)))
        rows.push(...(await compare(workload)))
    } finally {
      await office.close()
      await postgres.stop()
    }
    return rows

    async function compare(workload: Workload): Promise<Row[]> {
      const results: { peer: string; row: Row; serverCpu: number }[] = []
      for (const peer of peers.filter(({ name }) => chosen(process.env.BENCH_PEERS, name))) {
        const rooms = await office.rooms(workload.rooms)
        const server = await peer.start()
        const measured = await measure(
          {
            protocol: peer.protocol,
            urls: [server.url],
            rooms,
            workload,
            warmUpSeconds: WARM_UP_SECONDS,
            seconds: SECONDS,
          },
          [server.pid],
          postgres.pid,
        )
        await server.stop()
        const ms = (samples: number[], share: number) =>
          samples.length === 0 ? '–' : rounded(quantile(samples, share), 2)
        results.push({
          peer: peer.name,
          serverCpu: measured.serverCpu,
          row: {
            workload: workload.name,
            server: peer.name,
            edits: measured.edits,
            'CPU µs': rounded(measured.serverCpu, 1),
            'PostgreSQL CPU µs': rounded(measured.databaseCpu, 1),
            'ack p50 ms': ms(measured.acknowledgementMs, 0.5),
            'ack p99 ms': ms(measured.acknowledgementMs, 0.99),
            'delivery p50 ms': ms(measured.deliveryMs, 0.5),
            'delivery p99 ms': ms(measured.deliveryMs, 0.99),
            'load CPU': rounded(measured.cpuShare, 2),
          },
        })
      }
      const reference = results.find(({ peer }) => peer === 'hocuspocus in memory')?.serverCpu
      return results.map(({ row, serverCpu }) => ({
        ...row,
        '× hocuspocus': reference ? rounded(serverCpu / reference, 2) : '–',
      }))
    }
  },
}
