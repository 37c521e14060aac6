/**
 * A long document, the 260,000 edits of a paper, is opened and typed into. Opening is compared with applying the same
 * state to a bare Y.Doc, and what a keystroke writes to PostgreSQL with a server that stores the whole state.
 */

import { loadDocument } from '@quillwire/core/documents/load-document'
import { saveDocument } from '@quillwire/core/documents/save-document'
import { appendUpdates } from '@quillwire/core/documents/update-log'
import { authorsOf } from '@quillwire/core/history/authors-of'
import { compactDocument } from '@quillwire/core/history/compact-document'
import { issueTicket } from '@quillwire/core/tickets/issue-ticket'
import * as Y from 'yjs'
import { type Benchmark, quantile, type Row, rounded } from './benchmark.ts'
import { ended } from './start-program.ts'
import { startPeer, startPostgres } from './sync/machine.ts'
import { type Office, openOffice, startCollab } from './sync/our-server.ts'
import { openRawSocket } from './sync/raw-socket.ts'
import { readTrace, type Trace, tracesExist } from './sync/traces.ts'
import { framesOf, nextUpdate, type Writer } from './sync/yjs-frames.ts'

const REPEATS = 15
/** How many openings precede the measured ones: a running server has opened documents before. */
const WARM_UP = 10
/** Typing without pauses, and with a pause after each letter, in which both servers save. */
const FAST = { keystrokes: 100, everyMs: 200 }
const SLOW = { keystrokes: 20, everyMs: 3000 }
/** The default of COMPACT_AFTER_UPDATES. */
const THRESHOLD = 500

export const benchmark: Benchmark = {
  title: 'A document of 260,000 edits: opened, and typed into five times a second',
  async run() {
    if (!tracesExist()) return [{ what: 'There is no folder of traces here: set TRACES to one.' }]
    const postgres = await startPostgres()
    const office = await openOffice(postgres.url)
    // Autovacuum runs at moments of its own, and writes as much as many keystrokes do. So it is run by hand between
    // figures.
    await office.database.query('ALTER SYSTEM SET autovacuum = off')
    await office.database.query('SELECT pg_reload_conf()')
    await office.database.query('CREATE EXTENSION pg_walinspect')
    try {
      const documentId = await store(office, readTrace('automerge-paper'))
      const ydoc = await loadDocument(office.database, documentId)
      const state = Y.encodeStateAsUpdate(ydoc)
      const bare = await median(() => Y.applyUpdate(new Y.Doc(), state))
      const rows: Row[] = []
      const row = (what: string, ms: number) =>
        rows.push({ what, value: `${rounded(ms, 1)} ms`, '× bare': rounded(ms / bare, 2) })
      row(`bare Y.applyUpdate of the state (${kilobytes(state.byteLength)})`, bare)
      row('loaded from 260,000 rows', await median(() => loadDocument(office.database, documentId), 3))
      await saveDocument(office.context, { documentId, ydoc, actor: { type: 'system', id: null, name: '' } })
      const start = performance.now()
      let merged = 0
      for (let batch = -1; batch !== 0; merged += batch)
        batch = await compactDocument(office.database, documentId)
      rows.push({
        what: `compaction of ${merged + 1} rows`,
        value: `${rounded(performance.now() - start)} ms`,
        '× bare': '–',
      })
      // Autovacuum would do this a minute later. Until then the merged rows are still in the index.
      await office.database.query('VACUUM ANALYZE')
      row('loaded from the snapshot', await median(() => loadDocument(office.database, documentId)))
      row(
        'its authors, from the packed history',
        await median(() => authorsOf(office.context, { documentId }), 3),
      )

      const server = await startCollab({ databaseUrl: postgres.url, dataDir: postgres.dataDir })
      const { token } = await issueTicket(office.context, { documentId })
      const room = { name: documentId, token }
      const first = await firstOpened(server.url, room)
      row('opened by a client: connected, let in, loaded, all of it received', first.whole)
      row('of that, load and sync: from when it was let in', first.loadAndSync)
      row('opened by a second client', await opened(server.url, room))
      const ours = await written(office, server.url, room, FAST)
      const oursSlow = await written(office, server.url, room, SLOW)
      await server.stop()
      const before = await walPosition(office)
      const packed = await compactDocument(office.database, documentId)
      const compaction = (await walSince(office, before)).bytes

      const peer = await startPeer('hocuspocus.ts', { DATABASE_URL: postgres.url })
      await office.database.query('INSERT INTO whole_documents VALUES ($1, $2)', [
        documentId,
        Buffer.from(state),
      ])
      const theirs = await written(office, peer.url, room, FAST)
      const theirsSlow = await written(office, peer.url, room, SLOW)
      await ended(peer.child)
      for (const [pace, own, whole] of [
        ['five a second', ours, theirs],
        ['one every three seconds', oursSlow, theirsSlow],
      ] as const)
        rows.push({
          what: `WAL per keystroke, ${pace}: ours ${told(own)}, whole states ${told(whole)}`,
          value: `1/${rounded(whole.bytes / own.bytes, 1)}`,
          '× bare': '–',
        })
      rows.push({
        what: `WAL of one compaction (${packed} rows), beside that; spread over the ${THRESHOLD} keystrokes that bring one about: ${rounded(compaction / THRESHOLD)} bytes each`,
        value: kilobytes(compaction),
        '× bare': '–',
      })
      return rows
    } finally {
      await office.close()
      await postgres.stop()
    }
  },
}

/** Writes the session into a log as its writer would have, one row for each update. */
async function store(office: Office, trace: Trace): Promise<string> {
  const [room] = await office.rooms(1)
  if (!room) throw new Error('no document')
  const { principal } = office.context
  const actorId = principal.type === 'user' ? principal.id : null
  for (let at = 0; at < trace.updates.length; at += 2000)
    await appendUpdates(
      office.database,
      trace.updates
        .slice(at, at + 2000)
        .map(({ update }) => ({ documentId: room.name, update, actorType: 'user', actorId })),
    )
  return room.name
}

async function median(work: () => unknown, repeats = REPEATS): Promise<number> {
  const times: number[] = []
  if (repeats === REPEATS) for (let i = 0; i < WARM_UP; i++) await work()
  for (let i = 0; i < repeats; i++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return quantile(times, 0.5)
}

interface Room {
  name: string
  token: string
}

/** Opens a connection and waits until it has everything. The server's first frame says that it was let in. */
async function join(url: string, room: Room) {
  const frames = framesOf('hocuspocus', room.name)
  const socket = await openRawSocket(url)
  let letInAt: number | undefined
  await new Promise<void>((done) => {
    socket.onFrame = (bytes) => {
      letInAt ??= performance.now()
      if (bytes.subarray(0, frames.answer.length).equals(frames.answer)) done()
    }
    socket.send([frames.auth(room.token), frames.question()])
  })
  return { socket, frames, letInAt: letInAt ?? performance.now() }
}

async function opened(url: string, room: Room): Promise<number> {
  const first = await join(url, room)
  const time = await median(async () => (await join(url, room)).socket.close())
  first.socket.close()
  return time
}

/** Waits until the server has unloaded the document, so that the next connection loads it again. */
async function forgotten(url: string) {
  const metrics = url.replace('ws', 'http').replace('/collab', '/metrics')
  for (;;) {
    const text = await (await fetch(metrics)).text()
    if (/^quillwire_open_documents(?:{.*})? 0$/m.test(text)) return
  }
}

/** How long a client waits that opens the document first, from the opening of its socket and from when it is let in. */
async function firstOpened(url: string, room: Room) {
  const times: { whole: number; loadAndSync: number }[] = []
  for (let i = -WARM_UP; i < REPEATS; i++) {
    const start = performance.now()
    const { socket, letInAt } = await join(url, room)
    const end = performance.now()
    if (i >= 0) times.push({ whole: end - start, loadAndSync: end - letInAt })
    socket.close()
    await forgotten(url)
  }
  const median = (of: keyof (typeof times)[number]) =>
    quantile(
      times.map((time) => time[of]),
      0.5,
    )
  return { whole: median('whole'), loadAndSync: median('loadAndSync') }
}

interface Wal {
  /** Bytes of WAL for the changes. */
  bytes: number
  /**
   * Bytes of whole pages in addition. PostgreSQL writes a page when it is first touched after a checkpoint. Until the
   * next one, minutes later, the page is not written again, however much is typed.
   */
  pageBytes: number
}

/** What each keystroke wrote. */
interface Written extends Wal {
  keystrokes: number
  /**
   * How often the server stored what it derives, or the whole state. Hocuspocus waits 2 s, at most 10 s, as ours does.
   */
  saves: number
}

const told = ({ bytes, pageBytes, keystrokes, saves }: Written) =>
  `${rounded(bytes)} bytes and ${rounded(pageBytes)} of whole pages (a save per ${rounded(keystrokes / Math.max(1, saves), 1)})`

async function walPosition(office: Office): Promise<string> {
  const { rows } = await office.database.query<{ position: string }>(
    'SELECT pg_current_wal_flush_lsn()::text AS position',
  )
  return rows[0]?.position ?? ''
}

async function walSince(office: Office, position: string): Promise<Wal> {
  const { rows } = await office.database.query<Wal>(
    `SELECT sum(record_size)::float8 AS bytes, sum(fpi_size)::float8 AS "pageBytes"
       FROM pg_get_wal_stats($1::pg_lsn, pg_current_wal_flush_lsn())`,
    [position],
  )
  return rows[0] ?? { bytes: 0, pageBytes: 0 }
}

/** How many rows of saves have been changed so far, for either server. */
async function saveCount(office: Office): Promise<number> {
  await office.database.query('SELECT pg_stat_clear_snapshot()')
  const { rows } = await office.database.query<{ saves: number }>(
    `SELECT sum(n_tup_ins + n_tup_upd)::float8 AS saves FROM pg_stat_user_tables
      WHERE relname IN ('document_contents', 'whole_documents')`,
  )
  return rows[0]?.saves ?? 0
}

/** Types, and returns what that wrote. */
async function written(
  office: Office,
  url: string,
  room: Room,
  { keystrokes, everyMs }: typeof FAST,
): Promise<Written> {
  const { socket, frames } = await join(url, room)
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
  await pause(3000)
  await office.database.query('VACUUM ANALYZE')
  await office.database.query('CHECKPOINT')
  const writer: Writer = {
    clientId: 7_000_000 + Math.floor(Math.random() * 1e6),
    clock: 0,
    awarenessClock: 0,
  }
  for (let i = 0; i < 5; i++) socket.send([frames.update(nextUpdate(writer, 'x'))])
  await pause(4000)
  const [before, savesBefore] = [await walPosition(office), await saveCount(office)]
  for (let i = 0; i < keystrokes; i++) {
    socket.send([frames.update(nextUpdate(writer, 'x'))])
    await pause(everyMs)
  }
  await pause(4000)
  const { bytes, pageBytes } = await walSince(office, before)
  const saves = (await saveCount(office)) - savesBefore
  socket.close()
  return { bytes: bytes / keystrokes, pageBytes: pageBytes / keystrokes, keystrokes, saves }
}

function kilobytes(bytes: number): string {
  return `${rounded(bytes / 1024)} KB`
}
