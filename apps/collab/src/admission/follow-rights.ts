/** Keeps the rights of open connections in step with the database. */
import type { Connection, Hocuspocus } from '@hocuspocus/server'
import type { Services } from '@quillwire/core'
import type { AccessChange } from '@quillwire/database'
import type { Logger } from '@quillwire/process'
import { type ClientContext, type ConnectionContext, contextOf } from './connection-context.ts'
import { type Answer, askRights, nameOfRights } from './rights.ts'

/** A right has changed: asks for the rights of every connection that it may concern, and applies them at once. */
export async function askAgain(
  hocuspocus: Hocuspocus<ClientContext>,
  services: Services,
  logger: Logger,
  { documentId, userId, workspaceId, apiKeyId, sessionId }: AccessChange,
): Promise<void> {
  const documents = documentId ? [hocuspocus.documents.get(documentId)] : [...hocuspocus.documents.values()]
  const connections = documents
    .flatMap((document) => document?.getConnections() ?? [])
    .filter((connection) => {
      const { principal } = contextOf(connection)
      if (apiKeyId) return principal.type === 'api_key' && principal.id === apiKeyId
      if (sessionId) return principal.type === 'user' && principal.sessionId === sessionId
      if (userId && workspaceId) return principal.type === 'user' && principal.id === userId
      return true
    })
  await askFor(connections, services, logger)
}

/**
 * Asks anew for the rights that end with a share link, in case it has ended and the timer for that is late. The clock
 * that timers go by stands still while a machine is suspended.
 */
export async function askWhereLinksEnd(
  hocuspocus: Hocuspocus<ClientContext>,
  services: Services,
  logger: Logger,
): Promise<void> {
  const connections = [...hocuspocus.documents.values()]
    .flatMap((document) => document.getConnections())
    .filter((connection) => contextOf(connection).endsAt !== null)
  await askFor(connections, services, logger)
}

async function askFor(connections: Connection[], services: Services, logger: Logger) {
  // One question for all connections with the same rights: a document may have hundreds.
  const answers = new Map<string, Promise<Answer>>()
  await Promise.all(
    connections.map(async (connection) => {
      const { principal } = contextOf(connection)
      const key = `${connection.document.name} ${nameOfRights(principal)}`
      const answer = answers.get(key) ?? askRights(services, principal, connection.document.name)
      answers.set(key, answer)
      follow(connection, await answer, services, logger)
    }),
  )
}

/** Asks all windows of a person for a new ticket, which has the person's new name in it. */
export function askForTickets({ documents }: Hocuspocus<ClientContext>, userId: string): void {
  for (const document of documents.values())
    for (const connection of document.getConnections()) {
      const { principal, client } = contextOf(connection)
      if (principal.type === 'user' && principal.id === userId && client.canRefreshToken)
        connection.requestToken()
    }
}

/** Applies an answer to a connection, unless a newer one has been applied. */
export function follow(
  connection: Connection,
  { rights, askedAt, endsAt }: Answer,
  services: Services,
  logger: Logger,
): void {
  const context = contextOf(connection)
  if (askedAt < context.askedAt) return
  if (!rights) {
    const documentId = connection.document.name
    logger.info({ documentId, connectionId: context.client.id }, 'right taken away, connection closed')
    connection.close({ code: 4403, reason: 'access_revoked' })
    connection.webSocket.close(4403, 'access_revoked')
    return
  }
  takeOver(connection, { rights, askedAt, endsAt })
  connection.sendStateless(JSON.stringify({ type: 'access', ...rights }))
  askWhenLinkEnds(connection, services, logger)
}

/** Replaces what is known about a connection: its rights and, with a new ticket, whose it is. */
export function takeOver(
  connection: Connection,
  known: Pick<ConnectionContext, 'rights' | 'askedAt' | 'endsAt'>,
): void {
  const context = contextOf(connection)
  const { canWrite } = known.rights
  const couldWrite = !connection.readOnly
  Object.assign(context, known)
  connection.readOnly = !canWrite
  if (canWrite !== couldWrite) context.onWriting?.(canWrite)
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1
const ASK_AGAIN_MS = 1000

/** A share link may expire, which nothing announces: at that moment the rights that rest on it are asked for again. */
export function askWhenLinkEnds(connection: Connection, services: Services, logger: Logger): void {
  const context = contextOf(connection)
  const { document } = connection

  async function ask() {
    try {
      const answer = await askRights(services, context.principal, document.name)
      if (document.hasConnection(connection)) follow(connection, answer, services, logger)
    } catch (error) {
      logger.warn({ err: error, documentId: document.name }, 'rights could not be checked, will try again')
      if (document.hasConnection(connection)) wait(ASK_AGAIN_MS)
    }
  }

  function wait(duration: number) {
    clearTimeout(context.ending)
    context.ending = setTimeout(ask, Math.min(Math.ceil(duration), LONGEST_TIMEOUT_MS)).unref()
  }

  clearTimeout(context.ending)
  if (context.endsAt !== null) wait(context.endsAt - performance.now())
}
