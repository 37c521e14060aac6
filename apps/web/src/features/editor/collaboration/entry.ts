/**
 * How a page gets into its document and stays in. It needs a ticket, which is asked for anew while the socket lives, and
 * the server's word. What is refused for the moment only is tried again after a pause; and whoever is in stays in: a
 * ticket that could not be renewed at once changes nothing until the server says so.
 */
import { ApiError } from '../../../lib/api.ts'

export interface EntryOptions {
  /** Whether the socket is open; one that opens sends a ticket and begins to sync by itself. */
  isOpen(): boolean
  open(): void
  /** Gets a ticket and sends it, or tells of what came between (`ticketFailed`). */
  sendToken(): Promise<void>
  startSync(): void
  /** We are not in, and will try again. */
  onUnreached(): void
  /** There is no place for us until somebody leaves, as this code says, and we will try again. */
  onFull(code: string): void
  /** We are not let in, for the reason with this code. */
  onRefused(code: string): void
}

export interface Entry {
  gotTicket(): void
  ticketFailed(error: unknown): void
  /** The server lets us in. */
  admitted(): void
  /** The server does not let us in, or not any longer. */
  refused(code: string): void
  /** The socket is gone. */
  lost(): void
  /** Tries now. */
  connect(): Promise<void>
  stop(): void
  /** After `stop`: begins again. */
  goOn(): void
}

/** Refusals that pass by themselves: with a new ticket, or when the server has its database back. */
const PASSING = new Set(['unavailable', 'ticket_expired', 'ticket_invalid', 'internal_error'])
const PAUSES_MS = [1000, 2000, 4000, 8000]

/** Refusals that end when somebody leaves. */
const FULL = new Set([
  'too_many_connections_to_document',
  'too_many_connections_of_person',
  'too_many_connections_from_address',
])

export function isFull(code: string): boolean {
  return FULL.has(code)
}

export function createEntry(options: EntryOptions): Entry {
  let inside = false
  /** The server has forgotten what we said before it refused us: we are to begin anew. */
  let forgotten = false
  let failures = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  function trySoon() {
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]
    failures += 1
    clearTimeout(retry)
    retry = setTimeout(() => void connect(), pause)
  }

  async function connect() {
    if (stopped) return
    if (!options.isOpen()) return options.open()
    const anew = forgotten
    forgotten = false
    await options.sendToken()
    if (anew && !stopped) options.startSync()
  }

  function failed(code: string, isPassing: boolean) {
    if (stopped) return
    if (isFull(code)) {
      options.onFull(code)
      return trySoon()
    }
    if (!isPassing) {
      clearTimeout(retry)
      return options.onRefused(code)
    }
    if (!inside) options.onUnreached()
    trySoon()
  }

  return {
    gotTicket() {
      clearTimeout(retry)
      if (inside) failures = 0
    },
    ticketFailed(error) {
      failed(error instanceof ApiError ? error.code : 'unreachable', passes(error))
    },
    admitted() {
      clearTimeout(retry)
      failures = 0
      inside = true
    },
    refused(code) {
      inside = false
      forgotten = true
      failed(code, PASSING.has(code))
    },
    lost() {
      inside = false
      forgotten = false
    },
    connect,
    stop() {
      stopped = true
      clearTimeout(retry)
    },
    goOn() {
      if (!stopped) return
      stopped = false
      void connect()
    },
  }
}

/** Whether asking for a ticket may succeed the next time: nobody answered, or one who is not up to it (a proxy's 502). */
function passes(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true
  return error.status === 0 || error.status === 429 || error.status >= 500 || PASSING.has(error.code)
}
