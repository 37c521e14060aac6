/**
 * A named consumer as an integrator would run it, on good days and bad. It records what it was sent on which
 * connection, and what it acknowledged.
 */
import type { EventFilters } from '@quillwire/core/events/event-filters'
import type { EventEnvelope } from '@quillwire/events'
import { WebSocket } from 'ws'
import type { Random } from '../fuzz/random.ts'

export interface SentEvent {
  cursor: string
  event: EventEnvelope
  /** When it came, in ms. */
  at: number
  /** How many were unacknowledged at that time, including this one. */
  unacknowledged: number
}

export interface TriedConnection {
  /** When the connection was begun, in ms. */
  begun: number
  keyId: string
  types: string[]
  filters: EventFilters
  window: number
  /** The cursor with which it began. */
  after: string | undefined
  sent: SentEvent[]
  /** How many of `sent` it has acknowledged. */
  acknowledged: number
  /** Whether it stopped reading for a while: what came after that had been sent earlier. */
  wasSlow: boolean
  error: string | undefined
}

export interface ConsumerKey {
  id: string
  key: string
}

export interface TriedConsumer {
  readonly name: string
  readonly connections: readonly TriedConnection[]
  isOpen(): boolean
  /** Uses other types and filters from the next connection on. */
  change(types: string[], filters: EventFilters): void
  /** Opens one more connection. The one before may still be open. */
  connect(after?: string): void
  /** Breaks the connection without closing it. */
  breakOff(): void
  /** As `breakOff`, and stays away until `comeBack`. */
  goAway(): void
  comeBack(): void
  /** Stops acknowledging, or acknowledges everything so far. */
  setLazy(lazy: boolean): void
  /** Stops reading, or reads again. */
  setSlow(slow: boolean): void
  leave(): void
}

interface Options {
  name: string
  types: string[]
  filters: EventFilters
  /** `http://…` of one of the servers, chosen anew each time. */
  base(): string
  /** A key, which may or may not work. */
  key(): ConsumerKey
  random: Random
}

const COMES_BACK_MS = 60

export function triedConsumer({ name, base, key, random, ...given }: Options): TriedConsumer {
  let { types, filters } = given
  const connections: TriedConnection[] = []
  let current: { socket: WebSocket; connection: TriedConnection } | undefined
  let lazy = false
  const open = new Set<WebSocket>()
  let away = false
  let nextAfter: string | undefined

  function connect(after?: string) {
    if (away) return
    const by = key()
    const connection: TriedConnection = {
      begun: Date.now(),
      keyId: by.id,
      types,
      filters,
      window: random.pick([1, 3, 100]),
      after: after ?? nextAfter,
      sent: [],
      acknowledged: 0,
      wasSlow: false,
      error: undefined,
    }
    nextAfter = undefined
    connections.push(connection)
    const socket = new WebSocket(`${base().replace('http', 'ws')}/api/v1/events/socket`, {
      headers: { authorization: `Bearer ${by.key}` },
    })
    current = { socket, connection }
    open.add(socket)
    const { window } = connection
    socket.on('error', () => {})
    socket.on('open', () => {
      // Those of this connection: the consumer's may have changed since the connection was begun.
      const { types, filters, after } = connection
      const place = after === undefined ? {} : { after }
      socket.send(JSON.stringify({ subscribe: { consumer: name, types, filters, window, ...place } }))
    })
    socket.on('message', (data) => {
      const { cursor, event, error } = JSON.parse(data.toString())
      if (error) connection.error = error.code
      else {
        const unacknowledged = connection.sent.length + 1 - connection.acknowledged
        connection.sent.push({ cursor, event, at: Date.now(), unacknowledged })
        if (!lazy && (window < 3 || random.chance(0.7))) acknowledge(socket, connection)
      }
    })
    socket.on('close', () => {
      open.delete(socket)
      if (current?.socket !== socket) return
      current = undefined
      if (connection.error === 'cursor_expired') nextAfter = 'oldest'
      setTimeout(() => current ?? connect(), COMES_BACK_MS + random.below(200))
    })
  }

  function acknowledge(socket: WebSocket, connection: TriedConnection) {
    const last = connection.sent.at(-1)
    if (socket.readyState !== socket.OPEN || !last) return
    connection.acknowledged = connection.sent.length
    socket.send(JSON.stringify({ ack: last.cursor }))
  }

  /** A skipped acknowledgement is made up for with the next event, or by this timer if none comes. */
  const catchingUp = setInterval(() => {
    if (!lazy && current && current.connection.acknowledged < current.connection.sent.length)
      acknowledge(current.socket, current.connection)
  }, 50)
  connect()

  return {
    name,
    connections,
    isOpen: () => current?.socket.readyState === WebSocket.OPEN,
    change(newTypes, newFilters) {
      types = newTypes
      filters = newFilters
    },
    connect,
    breakOff: () => current?.socket.terminate(),
    goAway() {
      away = true
      for (const socket of open) socket.terminate()
    },
    comeBack() {
      away = false
      if (!current) connect()
    },
    setLazy(value) {
      lazy = value
    },
    setSlow(slow) {
      if (!current || current.socket.readyState !== WebSocket.OPEN) return
      current.connection.wasSlow ||= slow
      if (slow) current.socket.pause()
      else current.socket.resume()
    },
    leave() {
      away = true
      clearInterval(catchingUp)
      for (const socket of open) socket.close()
    },
  }
}
