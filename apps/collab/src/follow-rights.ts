/** What open connections may do, kept to what the database says. */
import type { Connection, Hocuspocus } from '@hocuspocus/server'
import type { Services } from '@quillwire/core'
import type { Logger } from '@quillwire/process'
import { type ClientContext, contextOf } from './connection-context.ts'
import { type Answer, askRights, nameOf } from './rights.ts'

/** Which connections a change of rights may concern; all of them where it says nothing. */
export interface AccessChange {
  documentId?: string
  userId?: string
  workspaceId?: string
  apiKeyId?: string
}

/** A right changed: every connection that it may concern asks again, and follows at once. */
export async function askAgain(
  hocuspocus: Hocuspocus<ClientContext>,
  services: Services,
  logger: Logger,
  { documentId, userId, workspaceId, apiKeyId }: AccessChange,
): Promise<void> {
  const documents = documentId ? [hocuspocus.documents.get(documentId)] : [...hocuspocus.documents.values()]
  const connections = documents
    .flatMap((document) => document?.getConnections() ?? [])
    .filter((connection) => {
      const { principal } = contextOf(connection)
      if (apiKeyId) return principal.type === 'api_key' && principal.id === apiKeyId
      if (userId && workspaceId) return principal.type === 'user' && principal.id === userId
      return true
    })
  // One question for all windows of a person: a document may have hundreds of connections.
  const answers = new Map<string, Promise<Answer>>()
  await Promise.all(
    connections.map(async (connection) => {
      const { principal } = contextOf(connection)
      const key = `${connection.document.name} ${nameOf(principal)}`
      const answer = answers.get(key) ?? askRights(services, principal, connection.document.name)
      answers.set(key, answer)
      follow(connection, await answer, logger)
    }),
  )
}

/** Lets a connection do what the answer says; nothing where something newer is known of it. */
export function follow(connection: Connection, { rights, askedAt }: Answer, logger: Logger): void {
  const context = contextOf(connection)
  if (askedAt < context.askedAt) return
  if (!rights) {
    const documentId = connection.document.name
    logger.info({ documentId, connectionId: context.client.id }, 'right taken away, connection closed')
    connection.close({ code: 4403, reason: 'access_revoked' })
    connection.webSocket.close(4403, 'access_revoked')
    return
  }
  Object.assign(context, { rights, askedAt })
  connection.readOnly = !rights.canWrite
  connection.sendStateless(JSON.stringify({ type: 'access', ...rights }))
}
