/**
 * Connections to receivers, each with one request at a time. What undici's own pool does beside that, searching all
 * connections of an origin for a free one at every request, costs more than sending where there are hundreds: here the
 * free ones lie on a stack, so that the last used goes first and the rest run out of time.
 */
import { Client, type Dispatcher, errors, ProxyAgent } from 'undici'
import { type GuardOptions, guardedConnector } from '../address-guard/guarded-connector.ts'

export interface Connection {
  /** Where its socket leads to; null before it stands, and where a proxy stands between. */
  readonly remoteAddress: string | null
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean
}

export interface Connections {
  /** One that is free, or a new one; who takes it gives it back, when the request has ended in one way or the other. */
  take(origin: string): Connection
  giveBack(connection: Connection): void
  /** Cuts off what is under way. */
  destroy(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 10_000
/** Receivers are many and mostly quiet: a connection is kept for a burst, not for the day. */
const KEEP_ALIVE_MS = 4000

export function directConnections(guard: Omit<GuardOptions, 'connectTimeoutMs'>): Connections {
  const connect = guardedConnector({ ...guard, connectTimeoutMs: CONNECT_TIMEOUT_MS })
  const all = new Set<DirectConnection>()
  const free = new Map<string, DirectConnection[]>()
  let destroyed = false

  class DirectConnection implements Connection {
    remoteAddress: string | null = null
    readonly origin: string
    readonly client: Client

    constructor(origin: string) {
      this.origin = origin
      this.client = new Client(origin, {
        connect: (target, callback) =>
          connect(target, (...result) => {
            this.remoteAddress = result[1]?.remoteAddress ?? null
            callback(...result)
          }),
        keepAliveTimeout: KEEP_ALIVE_MS,
        allowH2: false,
      })
      this.client.on('disconnect', () => {
        this.remoteAddress = null
        if (forgetFree(this)) end(this)
      })
    }

    dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) {
      return this.client.dispatch(options, handler)
    }
  }

  /** Whether it was free. */
  function forgetFree(connection: DirectConnection): boolean {
    const stack = free.get(connection.origin) ?? []
    const at = stack.indexOf(connection)
    if (at >= 0) stack.splice(at, 1)
    return at >= 0
  }

  function end(connection: DirectConnection) {
    all.delete(connection)
    if (free.get(connection.origin)?.length === 0) free.delete(connection.origin)
    void connection.client.destroy()
  }

  return {
    take(origin) {
      if (destroyed) throw new errors.ClientDestroyedError()
      const kept = free.get(origin)?.pop()
      if (kept) return kept
      const connection = new DirectConnection(origin)
      all.add(connection)
      return connection
    },
    giveBack(connection) {
      if (!(connection instanceof DirectConnection) || !all.has(connection)) return
      // Without a socket there is nothing to keep.
      if (connection.remoteAddress === null) return end(connection)
      const stack = free.get(connection.origin)
      if (stack) stack.push(connection)
      else free.set(connection.origin, [connection])
    },
    async destroy() {
      destroyed = true
      await Promise.all([...all].map(({ client }) => client.destroy()))
    },
  }
}

/** Everything goes through the proxy, which keeps its own connections. */
export function proxiedConnections(proxyUrl: string): Connections {
  const agent = new ProxyAgent({ uri: proxyUrl, connectTimeout: CONNECT_TIMEOUT_MS, allowH2: false })
  const connection: Connection = {
    remoteAddress: null,
    dispatch: (options, handler) => agent.dispatch(options, handler),
  }
  return { take: () => connection, giveBack: () => {}, destroy: () => agent.destroy() }
}
