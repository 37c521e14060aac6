/**
 * Hocuspocus with our storage and our rights. The life of a document here: loaded from the log, each update appended
 * to the log, saved two seconds after the last one, and unloaded when nobody is left and everything is committed.
 */
import { type Connection, type Document, Hocuspocus } from '@hocuspocus/server'
import { type Services, SYSTEM_ACTOR } from '@quillwire/core'
import { loadInto } from '@quillwire/core/documents/load-document'
import { saveDocument } from '@quillwire/core/documents/save-document'
import { ticketClock } from '@quillwire/core/tickets/ticket-clock'
import type { Actor } from '@quillwire/events'
import { type Logger, withSpan } from '@quillwire/process'
import { admit, Refusal } from '../admission/admission.ts'
import { type ClientContext, type ConnectionContext, contextOf } from '../admission/connection-context.ts'
import { askWhenLinkEnds, follow, takeOver } from '../admission/follow-rights.ts'
import type { Limits } from '../admission/limits.ts'
import { createPlaces } from '../admission/places.ts'
import { askRights } from '../admission/rights.ts'
import { isOutdated } from '../admission/rights-clock.ts'
import { type TicketLife, watchTicket } from '../admission/ticket-life.ts'
import type { Metrics } from '../metrics.ts'
import type { Peers } from '../peers/peers.ts'
import { createRoom, type Room } from '../room/room.ts'
import { createStateCache, type StateCache } from '../room/state-cache.ts'
import type { Client } from '../transport/client.ts'
import { notePresence } from './note-presence.ts'
import { createSaveSchedule } from './save-schedule.ts'
import type { UpdateLog } from './update-log.ts'

/** The origin of updates that are in the log already. */
export const STORED = { source: 'local' as const }

/** Switches Hocuspocus's idle check off: it does not see frames that take the short way, and our transports ping. */
const NEVER_MS = 2 ** 31 - 1
const LOGGED_WITHIN_MS = 5000
const ASK_FOR_TICKET_AGAIN = 'ticket_expired'

export interface DocumentServerOptions {
  services: Services
  log: UpdateLog
  logger: Logger
  metrics: Metrics
  limits: Limits
  /** The exchange with other processes, which is told which documents are opened and closed here. */
  peers?: Peers | undefined
}

export interface DocumentServer {
  hocuspocus: Hocuspocus<ClientContext>
  /** Throws a document out of memory and makes its clients load it anew; what is in the log stays. */
  discard(documentId: string): void
  /** A change from outside the editor has arrived here. Whoever made it saved it; another save takes what is left. */
  changedOutside(documentId: string): void
  /** Ends the connections whose tickets have run out, in case the timers for that are late. */
  endTickets(): Promise<void>
  /** Hands everything that was taken to the log. */
  settle(): void
  /** Records `document.closed` for all documents with a writer, when all clients are about to be sent away. */
  allLeave(): Promise<void>
  /** Saves everything that waits to be saved. */
  saveAll(): Promise<void>
}

export function createDocumentServer(options: DocumentServerOptions): DocumentServer {
  const { services, log, logger, metrics, limits, peers } = options
  const presence = notePresence(services, logger, peers?.writers)
  const rooms = new WeakMap<Document, Room>()
  const stateCaches = new WeakMap<Document, StateCache>()
  const saves = createSaveSchedule()
  const takePlace = createPlaces(limits)
  const tickets = new WeakMap<object, TicketLife>()

  const hocuspocus: Hocuspocus<ClientContext> = new GivingUpPlaces({
    quiet: true,
    timeout: NEVER_MS,

    async onAuthenticate({ token, documentName, connectionConfig, context }) {
      try {
        const admission = await admit(services, token, documentName)
        connectionConfig.readOnly = !admission.rights.canWrite
        return { ...admission, leave: takePlace(context.client, admission.principal, documentName) }
      } catch (error) {
        throw refused(error, documentName, context.client)
      }
    },

    async onTokenSync({ token, documentName, connection }) {
      try {
        const admission = await admit(services, token, documentName)
        if (!connection.document.hasConnection(connection)) return
        takeOver(connection, admission)
        tickets.get(connection)?.renew()
        askWhenLinkEnds(connection, services, logger)
      } catch (error) {
        const { reason } = refused(error, documentName, contextOf(connection).client)
        // The database may come back before the ticket runs out; anything else is an answer.
        if (reason === 'unavailable') tickets.get(connection)?.postpone()
        else connection.close({ code: 4401, reason })
      }
    },

    async onLoadDocument({ document, documentName, context }) {
      const start = performance.now()
      const stateCache = createStateCache(document)
      stateCaches.set(document, stateCache)
      try {
        // Subscribed first, loaded then: what is written elsewhere meanwhile arrives by one of the two.
        await peers?.opened(document)
        const state = await withSpan('document load', about(documentName), () =>
          loadInto(services.database, documentName, document),
        )
        if (state) stateCache.loadedFrom(state)
      } catch (error) {
        peers?.closed(documentName)
        throw refused(error, documentName, context.client)
      }
      metrics.loadSeconds.observe((performance.now() - start) / 1000)
    },

    async afterLoadDocument({ document }) {
      const room = createRoom({
        document,
        stateCache: stateCaches.get(document) ?? createStateCache(document),
        log,
        documentBytes: limits.documentBytes,
        onEdit: (actor) => scheduleSave(document, actor),
        onFault: (error) => logger.error({ err: error, documentId: document.name }, 'update not applied'),
        onMoved: peers && ((clientIds) => peers.moved(document.name, clientIds)),
      })
      rooms.set(document, room)
      peers?.loaded(document)
      // A process that died may have left updates that were never saved. If there are none, the save does nothing.
      scheduleSave(document, SYSTEM_ACTOR)
    },

    async connected({ connection, documentName }) {
      const context = contextOf(connection)
      connection.onClose(() => {
        context.client.leave(connection)
        context.leave()
        tickets.get(connection)?.end()
        clearTimeout(context.ending)
      })
      // A change that was notified while the document was being opened was not applied to this connection.
      if (isOutdated(context)) await askAnew(connection, context)
      if (!connection.document.hasConnection(connection)) return
      const room = rooms.get(connection.document)
      if (!room || connection.document.isDestroyed)
        return context.client.drop('document_reloaded', documentName)
      context.client.openChannel(connection, {
        room,
        log,
        onDamage: () => discard(documentName, 'damaging_update'),
      })
      tickets.set(
        connection,
        watchTicket(connection, {
          databaseAnswers: () => services.database.answers(),
          onExpired: () => context.client.drop(ASK_FOR_TICKET_AGAIN, documentName),
        }),
      )
      askWhenLinkEnds(connection, services, logger)
      logger.debug(
        { documentId: documentName, connectionId: context.client.id, principal: context.actor.type },
        'joined',
      )
      context.onWriting = (canWrite) =>
        void (canWrite
          ? presence.joined(documentName, connection.document)
          : presence.left(documentName, connection.document, context.actor))
      await presence.joined(documentName, connection.document)
    },

    async onDisconnect({ document, documentName, context }) {
      logger.debug({ documentId: documentName, connectionId: context.client.id }, 'left')
      const { actor, rights } = contextOf({ context })
      await presence.left(documentName, document, rights.canWrite ? actor : null)
    },

    async beforeUnloadDocument({ document, documentName }) {
      // A document that was thrown out may be open again under the same name: that one must not be unloaded.
      const keep = () => {
        if (hocuspocus.documents.get(documentName) !== document) throw new Refusal('')
      }
      keep()
      rooms.get(document)?.settle()
      await saves.flush(documentName)
      await log.settled()
      keep()
    },

    async afterUnloadDocument({ documentName }) {
      peers?.closed(documentName)
    },
  })

  async function askAnew(connection: Connection, { principal, client }: ConnectionContext) {
    const documentId = connection.document.name
    try {
      follow(connection, await askRights(services, principal, documentId), services, logger)
    } catch (error) {
      const refusal = refused(error, documentId, client)
      connection.close({ code: 1013, reason: refusal.reason })
      throw refusal
    }
  }

  function scheduleSave(document: Document, actor: Actor) {
    saves.edited(document.name, async () => {
      if (document.isDestroyed) return
      await log.settled()
      try {
        await withSpan('document save', about(document.name), () =>
          saveDocument(services, {
            documentId: document.name,
            ydoc: document,
            actor,
            logged: () => loggedSoon(log),
          }),
        )
      } catch (error) {
        // The text is safe in the log. What is derived from it is saved later, or by the worker.
        logger.warn({ err: error, documentId: document.name }, 'not saved, will try again')
        if (!document.isDestroyed && document.getConnectionsCount() > 0) scheduleSave(document, actor)
      }
    })
  }

  function discard(documentId: string, reason: string) {
    const document = hocuspocus.documents.get(documentId)
    if (!document) return
    logger.error({ documentId, reason }, 'dropped from memory, to be loaded again from the log')
    metrics.drops.inc({ reason })
    saves.forget(documentId)
    hocuspocus.documents.delete(documentId)
    const clients = document.getConnections().map((connection) => contextOf(connection).client)
    for (const client of clients) client.drop('document_reloaded', documentId)
    document.destroy()
    peers?.closed(documentId)
  }

  function refused(error: unknown, documentId: string, { whereabouts }: Client): Refusal {
    const refusal = Refusal.from(error)
    metrics.refusals.inc({ reason: refusal.reason })
    const { reason, cause } = refusal
    logger.info({ ...whereabouts, documentId, reason, err: cause }, 'connection refused')
    // Hocuspocus prints the message of an error that it catches, and it is logged already.
    refusal.message = ''
    return refusal
  }

  return {
    hocuspocus,
    discard: (documentId) => discard(documentId, 'storage_refused'),
    changedOutside(documentId) {
      const document = hocuspocus.documents.get(documentId)
      if (document) scheduleSave(document, SYSTEM_ACTOR)
    },
    async endTickets() {
      const now = await ticketClock(services.database)
      for (const document of hocuspocus.documents.values())
        for (const connection of document.getConnections()) tickets.get(connection)?.lookAt(now)
    },
    settle() {
      for (const document of hocuspocus.documents.values()) rooms.get(document)?.settle()
    },
    allLeave: presence.allLeave,
    saveAll: () => saves.flushAll(),
  }
}

/** Gives up the place in a document that could not be opened: there is no connection whose end would do so. */
class GivingUpPlaces extends Hocuspocus<ClientContext> {
  override createDocument(
    ...given: Parameters<Hocuspocus<ClientContext>['createDocument']>
  ): Promise<Document> {
    const document = super.createDocument(...given)
    const context = given[4]
    document.catch(() => context && contextOf({ context }).leave())
    return document
  }
}

/** The log may wait long for the database, but a save holds a lock on the document: it fails then, and comes later. */
async function loggedSoon(log: UpdateLog): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(reject, LOGGED_WITHIN_MS, new Error('What is to be saved is not in the log yet.'))
  try {
    await Promise.race([log.settled(), late])
  } finally {
    clearTimeout(timer)
  }
}

const about = (documentId: string) => ({ attributes: { 'quillwire.document.id': documentId } })
