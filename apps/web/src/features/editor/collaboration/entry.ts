/**
 * How a page gets into its document and stays in. It needs a ticket, which is renewed while the socket lives, and the
 * server's consent. A temporary refusal is tried again after a pause. A page that is in stays in: a ticket that could
 * not be renewed at once changes nothing until the server says so.
 */
import { ApiError } from '../../../lib/api.ts'

export interface EntryOptions {
  /** Whether the socket is open. A socket that opens sends a ticket and begins to sync by itself. */
  isOpen(): boolean
  open(): void
  /** Gets a ticket and sends it, or reports the failure to `ticketFailed`. */
  sendToken(): Promise<void>
  startSync(): void
  /** We are not in, and will try again. */
  onUnreached(): void
  /** There is no place for us until somebody leaves, for the reason with this code, and we will try again. */
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
  /** The server has forgotten what we sent before it refused us, so the sync has to start anew. */
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

/** Whether the next request for a ticket may succeed: this one got no answer, or a passing failure (a proxy's 502). */
function passes(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true
  return error.status === 0 || error.status === 429 || error.status >= 500 || PASSING.has(error.code)
}
