/**
 * A ticket lasts minutes, a connection hours. Shortly before a ticket runs out its client is asked for a new one, and
 * the connection goes on under that. Who cannot bring one (signed out, removed, asleep) is closed.
 */
import type { Connection } from '@hocuspocus/server'
import type { Seat } from './seat.ts'

const ASK_BEFORE_MS = 60_000
/** For a client whose new ticket is on its way. */
const GRACE_MS = 15_000

export interface TicketLife {
  /** To be called when the seat has a new ticket. */
  renew(): void
  end(): void
}

export function watchTicket(connection: Connection<Seat>, onExpired: () => void): TicketLife {
  let timer: NodeJS.Timeout | undefined

  function watch() {
    clearTimeout(timer)
    const { expiresAt, client } = connection.context
    if (!expiresAt) return
    const left = expiresAt.getTime() - Date.now()
    if (!client.canRefreshToken) return wait(left, onExpired)
    wait(left - ASK_BEFORE_MS, () => {
      connection.requestToken()
      wait(Math.max(left, 0) - Math.max(left - ASK_BEFORE_MS, 0) + GRACE_MS, onExpired)
    })
  }

  function wait(duration: number, then: () => void) {
    timer = setTimeout(then, Math.max(0, duration))
    timer.unref()
  }

  watch()
  return { renew: watch, end: () => clearTimeout(timer) }
}
