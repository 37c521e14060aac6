/**
 * Hocuspocus with our storage and our rights. The life of a document here: loaded from the log, each update appended
 * to the log, saved two seconds after the last one, and unloaded when nobody is left and everything is committed.
 */
import { type Connection, type Document, Hocuspocus } from '@hocuspocus/server'
import type { Logger } from '@quillwire/config'
import type { Services } from '@quillwire/core'
import { loadInto } from '@quillwire/core/documents/load-document'
import { saveDocument } from '@quillwire/core/documents/save-document'
import type { Actor } from '@quillwire/events'
import type { Metrics } from './metrics.ts'
import { notePresence } from './note-presence.ts'
import { Refusal, type Seat, takeSeat } from './seat.ts'
import type { UpdateLog } from './update-log.ts'

/** The origin of updates that are in the log already. */
export const STORED = { source: 'local' as const }

const SAVE_AFTER_MS = 2000
const SAVE_AT_LATEST_MS = 10_000
const SYSTEM: Actor = { type: 'system', id: null, name: 'Quillwire' }

export interface DocumentServerOptions {
  services: Services
  log: UpdateLog
  logger: Logger
  metrics: Metrics
}

export function createDocumentServer({
  services,
  log,
  logger,
  metrics,
}: DocumentServerOptions): Hocuspocus<Seat> {
  const presence = notePresence(services, logger)
  const hocuspocus: Hocuspocus<Seat> = new Hocuspocus<Seat>({
    quiet: true,
    debounce: SAVE_AFTER_MS,
    maxDebounce: SAVE_AT_LATEST_MS,

    async onAuthenticate({ token, documentName, connectionConfig }) {
      try {
        const seat = await takeSeat(services, token, documentName)
        connectionConfig.readOnly = !seat.rights.canWrite
        return seat
      } catch (error) {
        throw refused(error, documentName)
      }
    },

    async onLoadDocument({ document, documentName }) {
      const start = performance.now()
      try {
        await loadInto(services.database, documentName, document)
      } catch (error) {
        throw refused(error, documentName)
      }
      metrics.loadSeconds.observe((performance.now() - start) / 1000)
    },

    async afterLoadDocument({ document, documentName }) {
      document.on('update', (update: Uint8Array, origin: unknown) => {
        const actor = writerOf(origin)
        if (!actor) return
        metrics.updates.inc()
        log.append({ documentId: documentName, update, actorType: actor.type, actorId: actor.id })
      })
      // A process that died may have left updates that were never saved; where nothing is to do, nothing is done.
      scheduleSave(document, SYSTEM)
    },

    async connected({ connection, documentName }) {
      metrics.connections.inc()
      await presence.joined(documentName, connection.document)
    },

    async onDisconnect({ document, documentName }) {
      metrics.connections.dec()
      await presence.left(documentName, document)
    },

    async onStoreDocument({ document, documentName, lastContext }) {
      const actor = lastContext?.actor ?? SYSTEM
      await log.settled()
      try {
        await saveDocument(services, { documentId: documentName, ydoc: document, actor })
      } catch (error) {
        // The text is safe in the log; what is derived from it follows.
        logger.warn({ err: error, documentId: documentName }, 'not saved, will try again')
        setTimeout(() => scheduleSave(document, actor), SAVE_AFTER_MS).unref()
      }
    },

    async beforeUnloadDocument() {
      await log.settled()
    },
  })

  function scheduleSave(document: Document, actor: Actor) {
    if (document.isDestroyed) return
    const lastContext = { actor } as Seat // only the actor of it is read, above
    void hocuspocus.storeDocumentHooks(document, {
      instance: hocuspocus,
      clientsCount: document.getConnectionsCount(),
      document,
      documentName: document.name,
      lastContext,
      lastTransactionOrigin: STORED,
    })
  }

  function refused(error: unknown, documentId: string): Refusal {
    const refusal = Refusal.from(error)
    metrics.refusals.inc({ reason: refusal.reason })
    logger.info({ documentId, reason: refusal.reason, err: refusal.cause }, 'connection refused')
    // Hocuspocus prints the message of what it catches; the line above said it.
    refusal.message = ''
    return refusal
  }

  return hocuspocus
}

/** Who made an update, or null where it came from the log itself. */
function writerOf(origin: unknown): Actor | null {
  const connection = (origin as { connection?: Connection<Seat> } | null)?.connection
  return connection ? connection.context.actor : null
}
