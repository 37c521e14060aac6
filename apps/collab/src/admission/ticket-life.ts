/**
 * A ticket lasts minutes, a connection hours. Shortly before a ticket runs out, its client is asked for a new one, and
 * the connection goes on under that. If the client brings none (signed out, removed, asleep), the connection is closed.
 *
 * While the database is away, no ticket can be issued and no right changed. So no connection is closed for an expired
 * ticket then, and each client is asked once more when the database is back.
 */
import type { Connection } from '@hocuspocus/server'
import { contextOf } from './connection-context.ts'

const ASK_BEFORE_MS = 60_000
/** Time beyond the end of a ticket, for a new one that is on its way. */
const GRACE_MS = 15_000
const LOOK_AGAIN_MS = 5000
/** The database may be away for this process alone, while rights change: it must not go by old ones for ever. */
const AWAY_AT_MOST_MS = 30 * 60_000

export interface TicketLifeOptions {
  /** Whether the database answers now. */
  databaseAnswers(): Promise<boolean>
  onExpired(): void
}

export interface TicketLife {
  /** To be called when the connection has a new ticket. */
  renew(): void
  /** To be called when a ticket came while the database was away to check it: asks for one again in a moment. */
  postpone(): void
  /** Ends the connection now if its ticket has run out by this time of the database, and its client can bring no other. */
  lookAt(now: Date): void
  end(): void
}

export function watchTicket(connection: Connection, options: TicketLifeOptions): TicketLife {
  const context = contextOf(connection)
  let timer: NodeJS.Timeout | undefined
  let again: NodeJS.Timeout | undefined
  let expiresAt = context.expiresAt
  let endsAt = context.ticketEndsAt
  let wasAway = false
  let over = false

  function watch() {
    if (endsAt === null) return
    const left = endsAt - performance.now()
    if (context.client.canRefreshToken) wait(left - ASK_BEFORE_MS, ask)
    else wait(left, expire)
  }

  function ask() {
    connection.requestToken()
    wait(Math.max(0, (endsAt ?? 0) - performance.now()) + GRACE_MS, expire)
  }

  async function expire() {
    const expired = endsAt
    const isThere = await options.databaseAnswers()
    // The ticket was renewed meanwhile, or the connection is gone.
    if (over || expired === null || endsAt !== expired) return
    if (!isThere && performance.now() < expired + AWAY_AT_MOST_MS) {
      wasAway = true
      wait(LOOK_AGAIN_MS, expire)
    } else if (isThere && wasAway && context.client.canRefreshToken) {
      wasAway = false
      ask()
    } else options.onExpired()
  }

  function wait(duration: number, then: () => void) {
    clearTimeout(timer)
    timer = setTimeout(then, Math.max(0, duration))
    timer.unref()
  }

  watch()
  return {
    renew() {
      clearTimeout(again)
      // A client that brings the same ticket again has not renewed it, and is not asked over and over.
      if (context.expiresAt?.getTime() === expiresAt?.getTime()) return
      const newEnd = context.ticketEndsAt
      if (newEnd !== null && newEnd <= (endsAt ?? 0)) return
      clearTimeout(timer)
      expiresAt = context.expiresAt
      endsAt = newEnd
      wasAway = false
      watch()
    },
    postpone() {
      clearTimeout(again)
      again = setTimeout(() => connection.requestToken(), LOOK_AGAIN_MS).unref()
    },
    lookAt(now) {
      const ends = context.client.canRefreshToken ? null : context.expiresAt
      if (!over && ends && ends <= now) options.onExpired()
    },
    end() {
      over = true
      clearTimeout(timer)
      clearTimeout(again)
    },
  }
}
