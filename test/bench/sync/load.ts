/** The load generator, a process of its own. Takes an `Order` as its first message. */
import { openRawSocket, type RawSocket } from './raw-socket.ts'
import type { FromLoad, Order } from './workload.ts'
import { ages, framesOf, marks, nextAwareness, nextUpdate, stamp, type Writer } from './yjs-frames.ts'

const tell = (message: FromLoad) => new Promise((done) => process.send?.(message, done))
const seconds = (count: number) => new Promise((done) => setTimeout(done, count * 1000))

process.once('disconnect', () => process.exit(0))
process.once('message', (order: Order) => void run(order))

const JOIN_MS = 20_000

interface Seat {
  writer: Writer
  /** Whether its edits, and its cursor, carry the time. */
  timed: { edit: boolean; cursor: boolean }
  frames: ReturnType<typeof framesOf>
  socket: RawSocket
  /** The send times of unacknowledged updates; only for writers that wait for acknowledgements. */
  sent: number[] | undefined
}

async function run(order: Order) {
  const { workload } = order
  const acknowledgementMs: number[] = []
  const deliveryMs: number[] = []
  const cursorMs: number[] = []
  let measuring = false
  let edits = 0
  let acknowledged = 0

  const seats: Seat[] = []
  for (const [index, room] of order.rooms.entries()) {
    const joining = Array.from({ length: workload.writersPerRoom }, (_, place) => join(room, index, place))
    seats.push(...(await Promise.all(joining)))
  }

  async function join(room: Order['rooms'][number], index: number, place: number): Promise<Seat> {
    const base = order.urls[place % order.urls.length] ?? ''
    const socket = await openRawSocket(order.protocol === 'hocuspocus' ? base : `${base}/${room.name}`)
    const frames = framesOf(order.protocol, room.name)
    const writer = { clientId: 1000 + index * workload.writersPerRoom + place, clock: 0, awarenessClock: 0 }
    // One writer in each room reads what the others write, and a tenth of all wait for their acknowledgements.
    const reads = place === 0
    const waits = place % 10 === 1
    // The reader is at the first server.
    const crosses = place % order.urls.length !== 0
    const timed = { edit: crosses || !order.onlyCrossing, cursor: crosses && order.onlyCrossing === true }
    const seat: Seat = { writer, timed, frames, socket, sent: waits ? [] : undefined }
    if (order.protocol !== 'relay')
      await new Promise<void>((done, failed) => {
        setTimeout(() => failed(new Error(`Not let into ${room.name}`)), JOIN_MS).unref()
        socket.onFrame = (bytes) => {
          if (bytes.subarray(0, frames.answer.length).equals(frames.answer)) done()
        }
        socket.send(
          order.protocol === 'hocuspocus'
            ? [frames.auth(room.token), frames.question()]
            : [frames.question()],
        )
      })
    socket.onFrame = undefined
    if (reads || waits)
      socket.onFrame = (bytes) => {
        if (reads && measuring) {
          ages(bytes, marks.edit, (ageMs) => deliveryMs.push(ageMs))
          if (order.onlyCrossing) ages(bytes, marks.cursor, (ageMs) => cursorMs.push(ageMs))
        }
        if (waits && frames.acknowledgement?.equals(bytes)) {
          const since = seat.sent?.shift()
          if (!measuring || since === undefined) return
          acknowledged += 1
          acknowledgementMs.push(performance.now() - since)
        }
      }
    return seat
  }

  function write(seat: Seat) {
    const { frames, writer, socket, timed } = seat
    const update = frames.update(nextUpdate(writer, stamp(timed.edit ? marks.edit : undefined)))
    seat.sent?.push(performance.now())
    const cursor = () => frames.awareness(nextAwareness(writer, timed.cursor ? stamp(marks.cursor) : ''))
    socket.send(workload.cursors ? [update, cursor()] : [update])
    if (measuring) edits += 1
  }

  // Each writer has its moment within the interval. Every millisecond, the writers whose moment has come send.
  const intervalMs = 1000 / workload.editsPerSecond
  const plan = seats.map((seat) => ({ seat, at: Math.random() * intervalMs })).sort((a, b) => a.at - b.at)
  const start = performance.now()
  let next = 0
  let round = 0
  const timer = setInterval(() => {
    const now = performance.now() - start
    for (;;) {
      const one = plan[next]
      if (!one || one.at + round * intervalMs > now) break
      write(one.seat)
      next += 1
      if (next === plan.length) {
        next = 0
        round += 1
      }
    }
  }, 1)

  await seconds(order.warmUpSeconds)
  measuring = true
  const cpu = process.cpuUsage()
  await tell({ type: 'measuring' })
  await seconds(order.seconds)
  measuring = false
  const used = process.cpuUsage(cpu)
  await tell({ type: 'measured' })
  clearInterval(timer)
  for (const { socket } of seats) socket.close()
  const cpuShare = (used.user + used.system) / 1e6 / order.seconds
  await tell({
    type: 'report',
    report: { edits, acknowledged, acknowledgementMs, deliveryMs, cursorMs, cpuShare },
  })
}
