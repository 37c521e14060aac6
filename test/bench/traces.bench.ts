/**
 * Real editing sessions, typed again through the sync server and onto the disk, as fast as the server acknowledges. A
 * writer goes on only when the edits that it had seen at that point in the session are acknowledged.
 */
import { loadDocument } from '@quillwire/core/documents/load-document'
import type { Benchmark, Row } from './benchmark.ts'
import { rounded } from './benchmark.ts'
import { startPostgres } from './sync/machine.ts'
import { type Office, openOffice, startCollab } from './sync/our-server.ts'
import { openRawSocket } from './sync/raw-socket.ts'
import { readTrace, TRACE_TEXT, type Trace, tracesExist } from './sync/traces.ts'
import { framesOf } from './sync/yjs-frames.ts'

const NAMES = ['sveltecomponent', 'friendsforever', 'automerge-paper']
/** How many updates of a writer may wait for their acknowledgement. */
const IN_FLIGHT = 200

export const benchmark: Benchmark = {
  title: 'Real sessions, typed again by their writers',
  async run() {
    if (!tracesExist()) return [{ session: 'There is no folder of traces here: set TRACES to one.' }]
    const postgres = await startPostgres()
    const office = await openOffice(postgres.url)
    const server = await startCollab({ databaseUrl: postgres.url, dataDir: postgres.dataDir })
    try {
      const rows: Row[] = []
      for (const name of NAMES) rows.push(await replay(readTrace(name), office, server.url))
      return rows
    } finally {
      await server.stop()
      await office.close()
      await postgres.stop()
    }
  },
}

async function replay(trace: Trace, office: Office, url: string): Promise<Row> {
  const [room] = await office.rooms(1)
  if (!room) throw new Error('no document')
  const frames = framesOf('hocuspocus', room.name)
  const acknowledged = Array.from({ length: trace.updates.length }, () => false)
  let wake = () => {}
  const writers = await Promise.all(
    Array.from({ length: trace.agents }, async () => {
      const socket = await openRawSocket(url)
      const sent: number[] = []
      await new Promise<void>((done) => {
        socket.onFrame = (bytes) => bytes.subarray(0, frames.answer.length).equals(frames.answer) && done()
        socket.send([frames.auth(room.token), frames.question()])
      })
      socket.onFrame = (bytes) => {
        if (!frames.acknowledgement?.equals(bytes)) return
        const index = sent.shift()
        if (index !== undefined) acknowledged[index] = true
        wake()
      }
      return { socket, sent }
    }),
  )
  const start = performance.now()
  for (const [index, { agent, update, after }] of trace.updates.entries()) {
    const writer = writers[agent]
    if (!writer) throw new Error('no writer')
    const mayGoOn = () =>
      writer.sent.length < IN_FLIGHT &&
      after.every((one) => acknowledged[one] || trace.updates[one]?.agent === agent)
    while (!mayGoOn())
      await new Promise<void>((done) => {
        wake = done
      })
    writer.sent.push(index)
    writer.socket.send([frames.update(update)])
    if (index % 50 === 0) await new Promise((done) => setImmediate(done))
  }
  while (!acknowledged.at(-1) || writers.some(({ sent }) => sent.length > 0))
    await new Promise<void>((done) => {
      wake = done
    })
  const seconds = (performance.now() - start) / 1000
  for (const { socket } of writers) socket.close()
  const stored = await loadDocument(office.database, room.name)
  return {
    session: trace.name,
    writers: trace.agents,
    edits: trace.updates.length,
    seconds: rounded(seconds, 1),
    'edits/s': rounded(trace.updates.length / seconds),
    'on the disk is the recorded text': stored.getText(TRACE_TEXT).toString() === trace.text ? 'yes' : 'no',
  }
}
