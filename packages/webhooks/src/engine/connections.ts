/**
 * Connections to receivers, each with one request at a time. Free ones are kept on a stack, so that the last used is
 * taken first and the rest time out.
 */
import { ProxyAgent } from 'undici'
import { type GuardOptions, guardedConnector } from '../address-guard/guarded-connector.ts'
import type { Connection } from './http/connection.ts'
import { DirectConnection } from './http/direct-connection.ts'
import { ProxiedConnection } from './http/proxied-connection.ts'

export interface Connections {
  /** A free connection, or a new one. The caller gives it back when the request has ended, in whatever way. */
  take(origin: string): Connection
  giveBack(connection: Connection): void
  /** Cuts off what is under way. */
  destroy(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 10_000
/** Receivers are many and mostly quiet: a connection is kept for a burst, not for the day. */
const KEEP_ALIVE_MS = 4000
const SWEEP_MS = 500
/** For how long no connection is kept to a receiver that hung up on one as it was used again. */
const NOT_KEPT_MS = 60_000
const stopped = () => new Error('this server is stopping')

export function directConnections(guard: Omit<GuardOptions, 'connectTimeoutMs'>): Connections {
  const connect = guardedConnector({ ...guard, connectTimeoutMs: CONNECT_TIMEOUT_MS })
  const all = new Set<DirectConnection>()
  const free = new Map<string, DirectConnection[]>()
  /** Until when, by `performance.now()`, each request to these origins gets a connection of its own. */
  const notKept = new Map<string, number>()
  let sweeping: NodeJS.Timeout | undefined
  let destroyed = false

  function mayKeep(origin: string): boolean {
    const until = notKept.get(origin)
    if (until === undefined) return true
    if (until > performance.now()) return false
    return notKept.delete(origin)
  }

  function forget(connection: DirectConnection) {
    all.delete(connection)
    if (connection.hungUp) notKept.set(connection.origin, performance.now() + NOT_KEPT_MS)
    const stack = free.get(connection.origin)
    const at = stack?.indexOf(connection) ?? -1
    if (at >= 0) stack?.splice(at, 1)
    if (stack?.length === 0) free.delete(connection.origin)
  }

  function sweep() {
    const now = performance.now()
    const isOver = ({ freeSince, keepAliveMs }: DirectConnection) =>
      freeSince + Math.min(keepAliveMs, KEEP_ALIVE_MS) <= now
    for (const stack of [...free.values()])
      for (const connection of stack.filter(isOver)) connection.cut(stopped())
    if (free.size > 0) return
    clearInterval(sweeping)
    sweeping = undefined
  }

  return {
    take(origin) {
      if (destroyed) throw stopped()
      const kept = mayKeep(origin) && free.get(origin)?.pop()
      if (kept) return kept
      const connection = new DirectConnection(origin, connect, forget)
      all.add(connection)
      return connection
    },
    giveBack(connection) {
      if (!(connection instanceof DirectConnection) || !all.has(connection)) return
      // It was never opened, since its request could not be sent, or the receiver keeps none.
      if (!connection.isOpen || !mayKeep(connection.origin)) return connection.cut(stopped())
      const stack = free.get(connection.origin)
      if (stack) stack.push(connection)
      else free.set(connection.origin, [connection])
      sweeping ??= setInterval(sweep, SWEEP_MS)
    },
    async destroy() {
      destroyed = true
      clearInterval(sweeping)
      for (const connection of [...all]) connection.cut(stopped())
    },
  }
}

/** Everything goes through the proxy, which keeps its own connections. */
export function proxiedConnections(proxyUrl: string): Connections {
  const agent = new ProxyAgent({ uri: proxyUrl, connectTimeout: CONNECT_TIMEOUT_MS, allowH2: false })
  return {
    take: () => new ProxiedConnection(agent),
    giveBack: () => {},
    destroy: () => agent.destroy(),
  }
}
