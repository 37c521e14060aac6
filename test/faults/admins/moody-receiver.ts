/** A receiver for several endpoints, told apart by path, each with its own changing mood. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../fuzz/random.ts'

export interface Arrival {
  /** When it arrived, in ms. */
  at: number
  webhookId: string
  headers: Record<string, string>
  body: string
  accepted: boolean
}

export const moods = ['good', 'slow', 'hangs', 'down', 'gone', 'overloaded', 'odd', 'drips'] as const
export type Mood = (typeof moods)[number]

export interface MoodyReceiver {
  /** A new URL at each call for the endpoint of this name. */
  newUrl(name: string): string
  arrivals(name: string): Arrival[]
  become(name: string, mood: Mood): void
  /** From now on everything is accepted at once. */
  heal(): void
  close(): Promise<void>
}

/** Longer than the timeout of the endpoints under test, in ms. */
const TOO_SLOW_MS = 1300

export async function startMoodyReceiver(random: Random): Promise<MoodyReceiver> {
  const all = new Map<string, Arrival[]>()
  const moodOf = new Map<string, Mood>()
  let healed = false
  let urls = 0

  function say(
    response: ServerResponse,
    arrival: Arrival,
    status: number,
    headers: Record<string, string> = {},
  ) {
    arrival.accepted = status === 200
    response.writeHead(status, headers).end()
  }

  const answers: Record<Mood, (response: ServerResponse, arrival: Arrival) => unknown> = {
    good: (response, arrival) => say(response, arrival, 200),
    async slow(response, arrival) {
      await pause(random.below(400))
      say(response, arrival, 200)
    },
    async hangs(response) {
      await pause(TOO_SLOW_MS)
      response.destroy()
    },
    down: (response, arrival) => say(response, arrival, random.pick([500, 404, 302])),
    gone: (response, arrival) => say(response, arrival, random.chance(0.3) ? 410 : 200),
    overloaded: (response, arrival) =>
      say(response, arrival, random.pick([429, 502, 503]), { 'retry-after': random.pick(['1', '60']) }),
    odd(response, arrival) {
      if (random.chance(0.3)) response.destroy()
      else say(response, arrival, random.pick([200, 500]))
    },
    async drips(response, arrival) {
      arrival.accepted = true
      response.writeHead(200)
      for (let drop = 0; drop < 3; drop++) {
        response.write('.')
        await pause(30)
      }
      response.end()
    },
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    response.on('error', () => {})
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const name = request.url?.split('/')[1] ?? ''
      const arrival: Arrival = {
        at: Date.now(),
        webhookId: String(request.headers['webhook-id']),
        headers: request.headers as Record<string, string>, // nobody sends a webhook's header twice
        body: Buffer.concat(chunks).toString(),
        accepted: false,
      }
      all.set(name, [...(all.get(name) ?? []), arrival])
      answers[healed ? 'good' : (moodOf.get(name) ?? 'good')](response, arrival)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    newUrl: (name) => `http://127.0.0.1:${port}/${name}/${++urls}`,
    arrivals: (name) => all.get(name) ?? [],
    become: (name, mood) => moodOf.set(name, mood),
    heal() {
      healed = true
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}
