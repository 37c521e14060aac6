import type { IncomingMessage } from 'node:http'
import type { Services } from '@quillwire/core'
import { type Logger, within } from '@quillwire/process'
import { defaultLimits, type Limits } from './admission/limits.ts'
import { createStandstill } from './admission/standstill.ts'
import { createDocumentServer } from './document/document-server.ts'
import { followDatabase, readAgain } from './document/follow-database.ts'
import { createUpdateLog } from './document/update-log.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { connectPeers } from './peers/peers.ts'
import { createTransports, type Transports } from './transport/transports.ts'

export interface Collab {
  transports: Transports
  metrics: Metrics
  /** Whether the database takes updates, and the process is not draining. */
  healthy(): boolean
  /**
   * Refuses new clients, commits and saves everything, and closes all connections with the request to come back. They
   * are closed even if the database does not take everything within a few seconds.
   */
  drain(): Promise<void>
}

export interface CollabOptions {
  /** The Redis by which several sync servers hear each other. */
  redisUrl?: string | undefined
  limits?: Limits
  /** The address of the client, also behind trusted proxies. */
  addressOf?(request: IncomingMessage): string
}

/** How long the database may fail to take updates before this process reports that it is not ready. */
const STUCK_MS = 5000

/**
 * How long a process that drains waits for the database. The launcher kills it after nine seconds, and its clients have
 * to be told before that. What is not committed by then was never acknowledged.
 */
const COMMIT_MS = 4000
const SAVE_MS = 2000
/** How long it waits for Redis, by which the other processes hear of the last commit. */
const SAY_MS = 1000
/** How long a process that stood still waits to hear which rights ended meanwhile; without a database it works on. */
const HEAR_MS = 5000

/** The sync server, on the services of this process. */
export async function startCollab(
  services: Services,
  logger: Logger,
  { limits = defaultLimits, addressOf = remoteAddress, redisUrl }: CollabOptions = {},
): Promise<Collab> {
  const standstill = createStandstill()
  const log = createUpdateLog({
    pool: services.database,
    onCommit(updates, durationMs) {
      metrics.commitSeconds.observe(durationMs / 1000)
      metrics.commitSize.observe(updates.length)
      metrics.updates.inc(updates.length)
      peers?.committed(updates)
    },
    onError: (error) => logger.warn({ err: error }, 'the log cannot be written, will try again'),
    onRefused(update, error) {
      logger.error({ err: error, documentId: update.documentId }, 'an update was refused by the database')
      // Its writer must not hear that it was saved, and nobody may build on it.
      documents.discard(update.documentId)
    },
    onPressure: (high) => transports.setPaused('log', high),
  })
  const peers = redisUrl
    ? connectPeers({
        url: redisUrl,
        logger,
        standstill,
        catchUp: (document) => readAgain(services.database, document),
      })
    : undefined
  const metrics = createMetrics({
    log,
    peers,
    documents: () => hocuspocus.documents.size,
    connections: () =>
      [...hocuspocus.documents.values()].reduce((sum, document) => sum + document.getConnectionsCount(), 0),
  })
  const documents = createDocumentServer({ services, log, logger, metrics, limits, peers })
  const { hocuspocus } = documents
  const transports: Transports = createTransports({
    hocuspocus,
    standstill,
    limits,
    addressOf,
    publicUrl: services.publicUrl,
    onAcknowledged: (waitedMs) => metrics.acknowledgeSeconds.observe(waitedMs / 1000),
    onDropped(reason, who) {
      metrics.drops.inc({ reason })
      logger.info({ reason, ...who }, 'client dropped')
    },
    onTurnedAway(reason, who) {
      metrics.refusals.inc({ reason })
      logger.info({ reason, ...who }, 'connection refused')
    },
    onError: (error) => logger.error({ err: error }, 'frames over HTTP not taken'),
    onRefused(reason, who) {
      metrics.refusals.inc({ reason })
      logger.debug({ reason, ...who }, 'message refused')
    },
  })
  const following = await followDatabase(hocuspocus, services, log, logger, documents)
  standstill.watch({
    setPaused: (paused) => transports.setPaused('standstill', paused),
    hear: () => following.hear(HEAR_MS),
    onStandstill: (ms) => logger.info({ ms }, 'this process stood still, or its clock was set'),
  })
  let draining = false
  return {
    transports,
    metrics,
    healthy: () => !draining && log.stuckMs < STUCK_MS,
    async drain() {
      draining = true
      transports.shut()
      // Nothing more is read. What was taken is acknowledged before the clients are sent away.
      transports.setPaused('draining', true)
      documents.settle()
      if (!(await within(COMMIT_MS, log.settled())))
        logger.warn({ updates: log.waiting }, 'not committed in time: their writers still have them')
      // The cursors of the clients go on at the next process, so the others need not hear that they left this one.
      peers?.hush()
      // Before the clients are sent away: `document.closed` must not follow the next process's `document.opened`.
      const left = documents.allLeave()
      const told = within(SAVE_MS, left)
      transports.sendAway()
      following.stop()
      standstill.stop()
      // The text is safe in the log; the worker looks after what is derived from it.
      if (!(await within(SAVE_MS, documents.saveAll()))) logger.warn('not saved in time')
      await told
      if (peers && !(await within(SAY_MS, peers.stop(left))))
        logger.warn('the last messages could not be sent to redis')
    },
  }
}

function remoteAddress({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? 'unknown'
}
