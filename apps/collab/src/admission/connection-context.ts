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
  /** When its rights were asked, by the rights' clock. */
  askedAt: number
  /** When they are to be asked again, because a share link ends then, by `performance.now()`. */
  endsAt: number | null
  /** Asks them again then. */
  ending?: NodeJS.Timeout
  /** When its ticket runs out; null for an API key, which does not. */
  expiresAt: Date | null
  /** Told when whoever could only read may write from now on, and when a writer may only read. */
  onWriting?(canWrite: boolean): void
  /** Gives the place up: for the limits on how many may be in. */
  leave(): void
}

/** The context of a connection that is open, or was until now. */
export function contextOf(connection: Pick<Connection, 'context'>): ConnectionContext {
  return connection.context as ConnectionContext // given to every connection in onAuthenticate, before it is opened
}
