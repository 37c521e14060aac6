/**
 * LISTEN/NOTIFY as typed channels. One connection listens for the whole process, and reconnects by itself with a
 * growing delay. PostgreSQL drops what was notified meanwhile, so every listener can say how to catch up
 * (`onReconnect`).
 *
 * A connection that only listens does not notice that nothing can reach it any more, for example after a fail-over or
 * when a NAT forgot the connection. It is therefore asked for a sign of life, and given up when none comes.
 */
import pg from 'pg'
import type { Executor } from './connect.ts'
import { prepareSession } from './session.ts'

/** What a change of rights concerns: whatever is named here, or everything when nothing is named. */
export interface AccessChange {
  documentId?: string
  userId?: string
  workspaceId?: string
  apiKeyId?: string
  /** The session of `userId` that has ended. */
  sessionId?: string
}

interface Payloads {
  /** Updates were appended from outside the editor. A sync server that has the document open applies them. */
  document_update: { documentId: string; updateIds: string[] }
  /** A right changed, or a session ended. Open connections check their rights again. */
  document_access: AccessChange
  /** Somebody has a new name. Open connections are asked for a new ticket, and carry the name from then on. */
  person_renamed: { userId: string }
  /** Somebody is to get a mail about their account. */
  account_mail: Record<string, never>
  /** Something other than the text changed that open editors show. */
  document_changed: {
    documentId: string
    what: 'threads' | 'meta' | 'trashed' | 'deleted'
    /** The one thread that changed. */
    threadId?: string
  }
  /**
   * An endpoint was changed, paused, deleted, or given a new secret. What was claimed for it earlier must not be sent.
   */
  endpoint_changed: { endpointId: string }
  /** A delivery is due. */
  delivery_ready: Record<string, never>
  /** An endpoint, its deliveries or an operation on them changed. The endpoint's page is updated. */
  delivery_changed: { endpointId: string }
  /** An operation on deliveries is waiting to run, or is to stop. */
  operation_ready: Record<string, never>
  /** An event was recorded. It can be read once the transactions that began before it have ended. */
  event_recorded: { workspaceId: string }
  /** Another connection holds this named consumer of the event stream now. */
  stream_taken: { endpointId: string; holder: string }
  /** A named consumer was paused or deleted. */
  stream_withdrawn: { endpointId: string }
}

export type Channel = keyof Payloads

export interface Listening {
  /** Stops calling the handler. */
  stop(): void
}

export interface Notifications {
  /**
   * Calls the handler for each notification from now on. Resolves when the database is listening. If it rejects, the
   * handler is never called.
   */
  listen<Name extends Channel>(
    channel: Name,
    handler: (payload: Payloads[Name]) => void,
    onReconnect?: () => void,
  ): Promise<Listening>
  /**
   * Resolves when the handlers have been called for everything that was notified before; rejects if that cannot be known
   * yet, because the connection is being opened anew.
   */
  heard(): Promise<void>
  /** Sends a notification. In a transaction, it goes out at the commit. */
  notify<Name extends Channel>(channel: Name, payload: Payloads[Name], tx?: Executor): Promise<void>
}

interface Listener {
  handler: (payload: never) => void
  onReconnect: (() => void) | undefined
}

interface Connection {
  /** Runs statements one after another, however many are asked for at once: `pg` will soon not queue them itself. */
  ask(statement: string): Promise<unknown>
  end(): Promise<void>
}

/** How often the connection is asked for a sign of life, and how long any answer may take. */
const SIGN_OF_LIFE_MS = 5000
/** The last one is repeated: until the connection is there again, no right is heard to end. */
const DELAYS_MS = [50, 100, 250, 500, 1000]

export function createNotifications(
  url: string,
  applicationName: string,
  pool: Executor,
  onError: (error: Error) => void,
): Notifications & { closeNotifications(): Promise<void> } {
  const listeners = new Map<Channel, Set<Listener>>()
  let client: Promise<Connection> | undefined
  let retry: NodeJS.Timeout | undefined
  let closed = false

  async function open(): Promise<Connection> {
    const connection = new pg.Client({
      connectionString: url,
      application_name: `${applicationName} (listen)`,
      keepAlive: true,
      connectionTimeoutMillis: 2 * SIGN_OF_LIFE_MS,
      query_timeout: SIGN_OF_LIFE_MS,
    })
    let listening = false
    let pulse: NodeJS.Timeout | undefined
    let asked: Promise<unknown> = Promise.resolve()
    const ask = (statement: string) => {
      const answer = asked.then(() => connection.query(statement))
      asked = answer.catch(() => undefined)
      return answer
    }
    connection.on('error', (error) => {
      // Before that, the error is thrown to the caller of `open`.
      if (listening) onError(error)
    })
    connection.on('end', () => {
      clearTimeout(pulse)
      if (listening) reopen(0)
    })
    // The cast: nothing else is listened to.
    connection.on('notification', ({ channel, payload }) => deliver(channel as Channel, payload ?? '{}'))
    try {
      await connection.connect()
      await prepareSession(connection)
      for (const channel of listeners.keys()) await ask(`LISTEN ${channel}`)
    } catch (error) {
      connection.end().catch(() => undefined)
      throw error
    }
    listening = true
    const feel = async () => {
      try {
        await ask('SELECT 1')
        pulse = setTimeout(feel, SIGN_OF_LIFE_MS).unref()
      } catch (cause) {
        if (closed) return
        onError(new Error('The listening connection shows no sign of life.', { cause }))
        // While an answer is due, pg breaks the connection off without a farewell. Its end opens the next one.
        await connection.end()
      }
    }
    pulse = setTimeout(feel, SIGN_OF_LIFE_MS).unref()
    return { ask, end: () => connection.end() }
  }

  function deliver(channel: Channel, payload: string) {
    const value = JSON.parse(payload) as never // only this module and our own SQL notify these channels
    for (const { handler } of listeners.get(channel) ?? []) handler(value)
  }

  function reopen(attempt: number) {
    if (closed || listeners.size === 0) return
    const delay = DELAYS_MS[Math.min(attempt, DELAYS_MS.length - 1)]
    clearTimeout(retry)
    retry = setTimeout(() => {
      const opening = open()
      client = opening
      opening.then(
        () => {
          for (const set of listeners.values()) for (const { onReconnect } of set) onReconnect?.()
        },
        (error: Error) => {
          onError(error)
          reopen(attempt + 1)
        },
      )
    }, delay)
  }

  /** Resolves when the connection listens on the channel. @param known whether LISTEN was already sent for it */
  async function hear(channel: Channel, known: boolean) {
    if (!client) {
      client = open()
      client.catch(() => {
        client = undefined
      })
    } else if (!known) {
      const connection = await client
      await connection.ask(`LISTEN ${channel}`)
    }
    await client
  }

  return {
    async listen(channel, handler, onReconnect) {
      const listener: Listener = { handler, onReconnect }
      const set = listeners.get(channel) ?? new Set()
      const known = listeners.has(channel)
      listeners.set(channel, set.add(listener))
      try {
        await hear(channel, known)
      } catch (error) {
        // The caller may try again, and then only the new handler may be called.
        set.delete(listener)
        throw error
      }
      return { stop: () => void set.delete(listener) }
    },
    async heard() {
      const connection = await client
      // PostgreSQL sends what was notified before it says that it has answered.
      await connection?.ask('SELECT 1')
    },
    async notify(channel, payload, tx = pool) {
      await tx.query('SELECT pg_notify($1::text, $2::text)::text', [channel, JSON.stringify(payload)])
    },
    async closeNotifications() {
      closed = true
      clearTimeout(retry)
      const connection = await client?.catch(() => undefined)
      await connection?.end().catch(() => undefined)
    },
  }
}
