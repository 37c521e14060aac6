/**
 * Connections to receivers, each with one request at a time. Free ones are kept on a stack, so that the last used is
 * taken first and the rest time out.
 */
import { KeptConnection } from './http/kept-connection.ts'
import type { Route } from './http/route.ts'

export interface Connections {
  /** A free connection, or a new one. The caller gives it back when the request has ended, in whatever way. */
  take(origin: string): KeptConnection
  giveBack(connection: KeptConnection): void
  /** Cuts off what is under way. */
  destroy(): Promise<void>
}

/** Receivers are many and mostly quiet: a connection is kept for a burst, not for the day. */
const KEEP_ALIVE_MS = 4000
const SWEEP_MS = 500
/**
 * For how long no connection is kept to a receiver that hung up on one as it was used again, or right after its first
 * answer.
 */
const NOT_KEPT_MS = 60_000
const stopped = () => new Error('this server is stopping')

export function createConnections(route: Route): Connections {
  const all = new Set<KeptConnection>()
  const free = new Map<string, KeptConnection[]>()
  /** Until when, by `performance.now()`, each request to these origins gets a connection of its own. */
  const notKept = new Map<string, number>()
  let sweeping: NodeJS.Timeout | undefined
  let destroyed = false

  function mayKeep(origin: string): boolean {
    return (notKept.get(origin) ?? 0) <= performance.now()
  }

  function keepNone(origin: string) {
    const now = performance.now()
    // Anew at the end, so that those whose time is over come first.
    notKept.delete(origin)
    notKept.set(origin, now + NOT_KEPT_MS)
    for (const [other, until] of notKept) {
      if (until > now) break
      notKept.delete(other)
    }
  }

  function forget(connection: KeptConnection) {
    all.delete(connection)
    if (connection.hungUp) keepNone(connection.origin)
    const stack = free.get(connection.origin)
    const at = stack?.indexOf(connection) ?? -1
    if (at >= 0) stack?.splice(at, 1)
    if (stack?.length === 0) free.delete(connection.origin)
  }

  function sweep() {
    const now = performance.now()
    const isOver = ({ freeSince, keepAliveMs }: KeptConnection) =>
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
      const connection = new KeptConnection(origin, route, forget)
      all.add(connection)
      return connection
    },
    giveBack(connection) {
      if (!all.has(connection)) return
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
      await route.destroy()
    },
  }
}
