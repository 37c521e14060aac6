import type { Connection } from '@hocuspocus/server'
import type { Principal } from '@quillwire/core'
import type { DocumentRights } from '@quillwire/core/access/rights-on'
import type { Actor } from '@quillwire/events'
import type { Client } from '../transport/client.ts'

/** What Hocuspocus carries as the context of a client that has shown no token yet. */
export interface ClientContext {
  client: Client
}

/** Whose connection it is, and what they may do at this moment. Hocuspocus carries it as the connection's context. */
export interface ConnectionContext extends ClientContext {
  principal: Principal
  actor: Actor
  rights: DocumentRights
  /** When its rights were last asked for, by the rights clock. */
  askedAt: number
  /** When to ask for them again because a share link ends, by `performance.now()`. */
  endsAt: number | null
  /** The timer for that. */
  ending?: NodeJS.Timeout
  /** When its ticket runs out, as the ticket says, by the database's clock; null for an API key, which does not. */
  expiresAt: Date | null
  /** The same moment by `performance.now()`, which is never set. */
  ticketEndsAt: number | null
  /** Called when a reader may write from now on, and when a writer may only read. */
  onWriting?(canWrite: boolean): void
  /** Gives up the place that counts towards the limits on connections. */
  leave(): void
}

/** The context of a connection that is open, or was until now. */
export function contextOf(connection: Pick<Connection, 'context'>): ConnectionContext {
  return connection.context as ConnectionContext // given to every connection in onAuthenticate, before it is opened
}
