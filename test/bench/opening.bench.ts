/**
 * A long document: the 260,000 edits of a paper, opened and typed into. What opening costs beside applying the same
 * state to a bare Y.Doc, and what a keystroke writes to PostgreSQL beside a server that stores the whole state.
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
/** Before anything is measured: a server has opened documents before. */
const WARM_UP = 10
/** Typing without a pause, and with one after each letter in which both servers save. */
const FAST = { keystrokes: 100, everyMs: 200 }
const SLOW = { keystrokes: 20, everyMs: 3000 }
/** COMPACT_AFTER_UPDATES when unset. */
const THRESHOLD = 500

export const benchmark: Benchmark = {
  title: 'A document of 260,000 edits: opened, and typed into five times a second',
  async run() {
    if (!tracesExist()) return [{ what: 'There is no folder of traces here: set TRACES to one.' }]
    const postgres = await startPostgres()
    const office = await openOffice(postgres.url)
    // It comes when it likes, and what it writes is as much as many keystrokes: it is run by hand here, between figures.
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
      // What autovacuum does a minute later: until then the rows that were merged stand in the index.
      await office.database.query('VACUUM ANALYZE')
      row('loaded from the snapshot', await median(() => loadDocument(office.database, documentId)))
      row(
        'its authors, from the packed history',
        await median(() => authorsOf(office.context, { documentId }), 3),
      )

      const server = await startCollab({ databaseUrl: postgres.url, dataDir: postgres.dataDir })
      const { token } = await issueTicket(office.context, { documentId })
      const room = { name: documentId, token }
      row('opened by a client: load, sync, all of it received', await firstOpened(server.url, room))
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

/** Writes the session into a log as its writer would have, an update a row. */
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

/** A connection that has everything; the time counts from the socket's opening. */
async function join(url: string, room: Room) {
  const frames = framesOf('hocuspocus', room.name)
  const socket = await openRawSocket(url)
  await new Promise<void>((done) => {
    socket.onFrame = (bytes) => bytes.subarray(0, frames.answer.length).equals(frames.answer) && done()
    socket.send([frames.auth(room.token), frames.question()])
  })
  return { socket, frames }
}

async function opened(url: string, room: Room): Promise<number> {
  const first = await join(url, room)
  const time = await median(async () => (await join(url, room)).socket.close())
  first.socket.close()
  return time
}

/** Lets the server forget the document, so that the next one loads it again. */
async function forgotten(url: string) {
  const metrics = url.replace('ws', 'http').replace('/collab', '/metrics')
  for (;;) {
    const text = await (await fetch(metrics)).text()
    if (/^quillwire_open_documents(?:{.*})? 0$/m.test(text)) return
  }
}

async function firstOpened(url: string, room: Room): Promise<number> {
  const times: number[] = []
  for (let i = -WARM_UP; i < REPEATS; i++) {
    const start = performance.now()
    const { socket } = await join(url, room)
    if (i >= 0) times.push(performance.now() - start)
    socket.close()
    await forgotten(url)
  }
  return quantile(times, 0.5)
}

interface Wal {
  /** Of what was changed. */
  bytes: number
  /**
   * Of whole pages beside it. PostgreSQL writes one when a page is touched for the first time after a checkpoint: between
   * two of them, minutes later, a page is not written again, however much is typed.
   */
  pageBytes: number
}

/** Per keystroke. */
interface Written extends Wal {
  keystrokes: number
  /** How often the server stored what it derives, or the whole state. Hocuspocus waits 2 s, and 10 s at most, as ours. */
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

/** Rows of saves that were changed so far, of either server. */
async function saveCount(office: Office): Promise<number> {
  await office.database.query('SELECT pg_stat_clear_snapshot()')
  const { rows } = await office.database.query<{ saves: number }>(
    `SELECT sum(n_tup_ins + n_tup_upd)::float8 AS saves FROM pg_stat_user_tables
      WHERE relname IN ('document_contents', 'whole_documents')`,
  )
  return rows[0]?.saves ?? 0
}

/** Types, and tells what that wrote. */
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
