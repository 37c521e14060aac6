/** A receiver like real ones: it answers most of the time. It records everything that it receives. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../fuzz/random.ts'

export interface Arrival {
  /** When it arrived, in ms, by the receiver's clock. */
  at: number
  /** When it was sent, in ms, by the worker's clock, as `webhook-timestamp` says. */
  sent: number
  /** Arrivals and acceptances of one receiver are numbered together, in the order in which they happened. */
  arrived: number
  /** Null if it was not answered with 200, as far as the receiver knows. */
  accepted: number | null
  webhookId: string
  eventId: string
  documentId: string | null
}

export interface FlappingReceiver {
  url: string
  arrivals: Arrival[]
  /** Forgets what arrived. */
  forget(): void
  /** Refuses connections for this many milliseconds. */
  away(ms: number): Promise<void>
  close(): Promise<void>
}

/** Longer than the timeout of the endpoints under test, in ms. */
const TOO_SLOW_MS = 1500

type Mood = 'accept' | 'fail' | 'cut' | 'accept and cut' | 'too slow' | 'overloaded'

function moodOf(random: Random): Mood {
  const roll = random.below(1000)
  if (roll < 12) return 'fail'
  if (roll < 17) return 'cut'
  if (roll < 20) return 'accept and cut'
  if (roll < 21) return 'too slow'
  return roll < 22 ? 'overloaded' : 'accept'
}

export async function startFlappingReceiver(random: Random): Promise<FlappingReceiver> {
  let arrivals: Arrival[] = []
  let count = 0
  const next = () => ++count

  async function answer(response: ServerResponse, arrival: Arrival) {
    const mood = moodOf(random)
    if (mood === 'fail') return void response.writeHead(500).end()
    if (mood === 'overloaded') return void response.writeHead(429, { 'retry-after': '1' }).end()
    if (mood === 'cut') return void response.destroy()
    if (mood === 'too slow') await pause(TOO_SLOW_MS)
    else await pause(random.below(10))
    if (response.destroyed) return
    arrival.accepted = next()
    if (mood === 'accept and cut') response.destroy()
    else response.writeHead(200).end()
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body: Envelope = JSON.parse(Buffer.concat(chunks).toString())
      const arrival: Arrival = {
        at: Date.now(),
        sent: Number(request.headers['webhook-timestamp']) * 1000,
        arrived: next(),
        accepted: null,
        webhookId: String(request.headers['webhook-id']),
        eventId: body.id,
        documentId: body.data.document?.id ?? null,
      }
      arrivals.push(arrival)
      void answer(response, arrival)
    })
  })
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', () => done()))
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/hook`,
    get arrivals() {
      return arrivals
    },
    forget() {
      arrivals = []
    },
    async away(ms) {
      await close()
      await pause(ms)
      await listen(port)
    },
    close,
  }
}

interface Envelope {
  id: string
  data: { document?: { id: string } }
}
