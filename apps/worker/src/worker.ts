import type { Config } from '@quillwire/config'
import type { Services } from '@quillwire/core'
import { estimateLogRows } from '@quillwire/core/history/find-compactable'
import type { Logger } from '@quillwire/process'
import {
  type Attempt,
  createWebhookClient,
  parseNetworks,
  startDeliveryEngine,
} from '@quillwire/webhooks/engine'
import { startOperationRunner } from '@quillwire/webhooks/operations'
import { deliveryStatistics } from '@quillwire/webhooks/upkeep'
import packageJson from '../../../package.json' with { type: 'json' }
import { startJobs } from './jobs/start-jobs.ts'
import { endpointDisabledMail } from './mail/endpoint-disabled.ts'
import type { Mail } from './mail/open-mail.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { createReplies } from './replies.ts'

export interface Worker {
  metrics: Metrics
  /** Takes on nothing new, finishes what it can within the time limit, and leaves the rest to other workers. */
  drain(): Promise<void>
}

/** How long (ms) sends that are under way may take when the process is asked to stop. */
const DRAIN_MS = 8000

/** Delivers webhooks and runs the scheduled jobs, beside any number of other workers. */
export async function startWorker(services: Services, config: Config, log: Logger): Promise<Worker> {
  const { database } = services
  const allowed = parseNetworks(config.WEBHOOK_ALLOWED_NETWORKS)
  const onError = (error: unknown) =>
    log.error({ err: error }, 'delivery is held up by a fault; it goes on by itself')
  const replies = createReplies(services, log)
  // Waiting deliveries are sent, and counted, while the rest is still starting.
  const metrics = createMetrics({
    inFlight: () => engine.inFlight(),
    statistics: () => deliveryStatistics(database),
    logRows: () => estimateLogRows(database),
  })
  const mail = Promise.withResolvers<Mail>()
  const engine = await startDeliveryEngine({
    database,
    seal: services.seal,
    now: services.now,
    version: packageJson.version,
    client: createWebhookClient({
      allowed,
      proxyUrl: config.WEBHOOK_PROXY_URL,
    }),
    policy: { allowed, httpsOnly: config.WEBHOOK_HTTPS_ONLY },
    onAttempt(attempt) {
      metrics.countAttempt(attempt)
      logAttempt(log, attempt)
      if (attempt.reply?.status === 'waiting') replies.wake()
    },
    onGone(endpoint) {
      // After the commit and not within it: a mail that cannot be queued must not hold up recording the outcome.
      mail.promise
        .then(({ send }) =>
          database.sqlTransaction((tx) => send(tx, endpointDisabledMail(services.publicUrl, endpoint))),
        )
        .catch((error) => log.error({ err: error, endpoint: endpoint.id }, 'the admins were not told'))
    },
    onError,
  })
  const operations = await startOperationRunner(database, onError)
  const jobs = await startJobs(services, config, log, metrics)
  mail.resolve(jobs.mail)
  return {
    metrics,
    async drain() {
      await Promise.all([engine.stop(DRAIN_MS), operations.stop(), replies.stop(), jobs.stop()])
    },
  }
}

function logAttempt(log: Logger, { delivery, exchange, outcome }: Attempt) {
  const fields = {
    delivery: delivery.id,
    event: delivery.eventId,
    type: delivery.eventType,
    endpoint: delivery.endpoint.id,
    attempt: delivery.attemptCount + 1,
    status: exchange.response?.status,
    durationMs: exchange.durationMs,
  }
  if (outcome.status === 'succeeded') return log.debug(fields, 'delivered')
  // The error or result of a function may contain text of a document, which only the admins of its workspace may see.
  const own = delivery.endpoint.transformation !== null && !outcome.sent
  const reason = own ? 'Not sent; the delivery in the log of the endpoint says why.' : outcome.error
  log.info({ ...fields, reason, retryInMs: outcome.retryInMs }, 'not delivered')
}
