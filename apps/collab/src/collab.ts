import type { Logger } from '@quillwire/config'
import type { Services } from '@quillwire/core'
import { createDocumentServer } from './document-server.ts'
import { createDoors, type Doors } from './doors.ts'
import { followDatabase } from './follow-database.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createUpdateLog } from './update-log.ts'

export interface Collab {
  doors: Doors
  metrics: Metrics
  /** Whether the log keeps up with its writers. */
  healthy(): boolean
  /** Refuses newcomers, commits and saves everything, and sends everyone off to come back. */
  drain(): Promise<void>
}

/** The sync server, on the services of this process. */
export async function startCollab(services: Services, logger: Logger): Promise<Collab> {
  const metrics = createMetrics()
  const log = createUpdateLog({
    pool: services.database,
    onCommit(updates, durationMs) {
      metrics.commitSeconds.observe(durationMs / 1000)
      metrics.commitSize.observe(updates)
    },
    onError: (error) => logger.warn({ err: error }, 'the log cannot be written, will try again'),
    onRefused(update, error) {
      logger.error({ err: error, documentId: update.documentId }, 'an update was refused by the database')
      // Its writer is not to hear that it was saved: on a closing socket nothing is sent any more.
      for (const connection of hocuspocus.documents.get(update.documentId)?.getConnections() ?? [])
        connection.webSocket.close(1011, 'storage_refused')
    },
    onPressure: (high) => doors.setPaused(high),
  })
  const hocuspocus = createDocumentServer({ services, log, logger, metrics })
  const doors: Doors = createDoors({
    hocuspocus,
    log,
    publicUrl: services.publicUrl,
    onAcknowledged: (waitedMs) => metrics.acknowledgeSeconds.observe(waitedMs / 1000),
  })
  const following = await followDatabase(hocuspocus, services, logger)
  const gauges = setInterval(() => {
    metrics.documents.set(hocuspocus.documents.size)
    metrics.waiting.set(log.waiting)
  }, 1000)
  gauges.unref()
  return {
    doors,
    metrics,
    healthy: () => log.waiting < 100_000,
    async drain() {
      clearInterval(gauges)
      following.stop()
      doors.close()
      await log.settled()
      hocuspocus.flushPendingStores()
      await whenSaved(hocuspocus)
    },
  }
}

/** Resolves when no document is being saved any more. */
async function whenSaved(hocuspocus: ReturnType<typeof createDocumentServer>): Promise<void> {
  const busy = () =>
    [...hocuspocus.documents.values()].some((document) => {
      const id = `onStoreDocument-${document.name}`
      return hocuspocus.debouncer.isDebounced(id) || hocuspocus.debouncer.isCurrentlyExecuting(id)
    })
  while (busy()) await new Promise((done) => setTimeout(done, 20))
}
