/**
 * The memory of idle connections and open documents, compared with Hocuspocus, and the cost of an edit with ten to ten
 * thousand documents in the database.
 */
import { type Benchmark, type Row, rounded } from './benchmark.ts'
import { ended } from './start-program.ts'
import { startPeer, startPostgres } from './sync/machine.ts'
import { measure } from './sync/measure.ts'
import { type Memory, watchMemory } from './sync/memory.ts'
import { type Office, openOffice, startCollab } from './sync/our-server.ts'
import { openRawSocket } from './sync/raw-socket.ts'
import { framesOf } from './sync/yjs-frames.ts'

const CONNECTIONS = 2000
const DOCUMENTS = 500
const STORED = [10, 100, 1000, 10_000]
const WRITTEN = 50
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8)

export const benchmark: Benchmark = {
  title: `${CONNECTIONS} idle connections, ${DOCUMENTS} open documents; the same load with 10 to 10,000 other documents stored`,
  async run() {
    const postgres = await startPostgres()
    const office = await openOffice(postgres.url)
    try {
      const rows: Row[] = []
      for (const stored of STORED) rows.push(await load(office, postgres, stored))
      const rooms = await office.rooms(DOCUMENTS)
      const memory = await watchMemory()
      const ours = await startCollab({
        databaseUrl: postgres.url,
        dataDir: postgres.dataDir,
        env: memory.env,
      })
      rows.push(...(await heldBy('ours', ours.url, memory, rooms)))
      await ours.stop()
      const peer = await startPeer('hocuspocus.ts', memory.env)
      rows.push(...(await heldBy('hocuspocus in memory', peer.url, memory, rooms)))
      await ended(peer.child)
      return rows
    } finally {
      await office.close()
      await postgres.stop()
    }
  },
}

type Room = Awaited<ReturnType<Office['rooms']>>[number]

async function heldBy(server: string, url: string, memory: Memory, rooms: Room[]): Promise<Row[]> {
  const [first] = rooms
  if (!first) throw new Error('no document')
  const open = async (room: Room) => {
    const frames = framesOf('hocuspocus', room.name)
    const socket = await openRawSocket(url)
    await new Promise<void>((done) => {
      socket.onFrame = (bytes) => bytes.subarray(0, frames.answer.length).equals(frames.answer) && done()
      socket.send([frames.auth(room.token), frames.question()])
    })
    return socket
  }
  // The one-time cost of the first connections is not counted.
  const warm = await Promise.all(Array.from({ length: 100 }, () => open(first)))
  const settled = async () => {
    await new Promise((done) => setTimeout(done, 3000))
    return await memory.held()
  }
  const empty = await settled()
  const idle = []
  for (let i = 0; i < CONNECTIONS; i += 50)
    idle.push(...(await Promise.all(Array.from({ length: 50 }, () => open(first)))))
  const connected = await settled()
  const documents = []
  for (const room of rooms.slice(1)) documents.push(await open(room))
  const opened = await settled()
  for (const socket of [...warm, ...idle, ...documents]) socket.close()
  const perConnection = (connected - empty) / CONNECTIONS
  const perDocument = (opened - connected) / (rooms.length - 1) - perConnection
  return [
    row(`${server}: an idle connection`, `${rounded(perConnection, 1)} KB`),
    row(`${server}: an open document`, `${rounded(perDocument, 1)} KB`),
  ]
}

async function load(
  office: Office,
  postgres: Awaited<ReturnType<typeof startPostgres>>,
  stored: number,
): Promise<Row> {
  const rooms = await office.rooms(WRITTEN)
  const { rows } = await office.database.query<{ count: bigint }>('SELECT count(*) FROM documents')
  // Further documents beside those that are written in, each with some rows in its log.
  const missing = stored + WRITTEN - Number(rows[0]?.count)
  if (missing > 0)
    await office.database.query(
      `WITH one AS (SELECT * FROM documents LIMIT 1), made AS (
         INSERT INTO documents (id, workspace_id, title, created_by_type, created_by_id)
         SELECT gen_random_uuid(), workspace_id, 'Stored', created_by_type, created_by_id
           FROM one, generate_series(1, $1::int) RETURNING id)
       INSERT INTO document_updates (document_id, update, actor_type)
       SELECT made.id, u.update, u.actor_type FROM made,
              LATERAL (SELECT update, actor_type FROM document_updates LIMIT 1) AS u, generate_series(1, 20)`,
      [missing],
    )
  const server = await startCollab({ databaseUrl: postgres.url, dataDir: postgres.dataDir })
  const measured = await measure(
    {
      protocol: 'hocuspocus',
      urls: [server.url],
      rooms,
      workload: { name: '', rooms: WRITTEN, writersPerRoom: 4, editsPerSecond: 5, cursors: true },
      warmUpSeconds: Number(process.env.BENCH_WARM_UP_SECONDS ?? 12),
      seconds: SECONDS,
    },
    [server.child.pid ?? 0],
    postgres.pid,
  )
  await server.stop()
  return row(
    `an edit in one of ${WRITTEN} documents, with ${stored.toLocaleString('en')} others stored`,
    `${rounded(measured.serverCpu, 1)} µs + ${rounded(measured.databaseCpu, 1)} µs in PostgreSQL`,
  )
}

const row = (what: string, value: string): Row => ({ what, value })
