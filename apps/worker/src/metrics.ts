import type { Attempt } from '@quillwire/webhooks/engine'
import type { DeliveryStatistics } from '@quillwire/webhooks/upkeep'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface MetricSources {
  inFlight(): number
  statistics(): Promise<DeliveryStatistics>
  /** The approximate number of rows in the log of all documents. */
  logRows(): Promise<number>
}

export type Metrics = ReturnType<typeof createMetrics>

/** The metrics of this process, served at `/metrics`. */
export function createMetrics(sources: MetricSources) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]

  new Gauge({
    name: 'quillwire_deliveries_in_flight',
    help: 'Webhooks that are being sent.',
    registers,
    collect() {
      this.set(sources.inFlight())
    },
  })
  const due = new Gauge({
    name: 'quillwire_deliveries_due',
    help: 'Deliveries that wait for a worker.',
    registers,
  })
  const oldest = new Gauge({
    name: 'quillwire_deliveries_oldest_due_seconds',
    help: 'How long the oldest of them has been due.',
    registers,
  })
  const endpoints = new Gauge({
    name: 'quillwire_endpoints',
    help: 'Webhook endpoints by state; failing, throttled and probed ones (their circuit is open) are active too.',
    labelNames: ['state'],
    registers,
  })
  const attempts = new Counter({
    name: 'quillwire_delivery_attempts_total',
    help: 'Attempts by what they led to.',
    labelNames: ['outcome'],
    registers,
  })
  const seconds = new Histogram({
    name: 'quillwire_delivery_attempt_seconds',
    help: 'From sending to the answer.',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const replies = new Counter({
    name: 'quillwire_webhook_replies_total',
    help: 'Answers of receivers that were meant for documents; refused ones say why in the log of deliveries.',
    labelNames: ['kind'],
    registers,
  })
  const jobs = new Counter({
    name: 'quillwire_jobs_total',
    help: 'Scheduled jobs by result.',
    labelNames: ['job', 'result'],
    registers,
  })

  const logRows = new Gauge({
    name: 'quillwire_log_rows',
    help: 'Rows in the log of all documents, by the estimate of the database.',
    registers,
  })
  const compactions = new Histogram({
    name: 'quillwire_compaction_seconds',
    help: 'Compactions of a document.',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers,
  })
  const compactedRows = new Counter({
    name: 'quillwire_compacted_rows_total',
    help: 'Rows of the log that were merged into snapshots.',
    registers,
  })

  // Looked up once: doing so by label for every attempt would cost more than the counting.
  const outcomes = {
    succeeded: attempts.labels('succeeded'),
    pending: attempts.labels('retry'),
    failed: attempts.labels('failed'),
    cancelled: attempts.labels('cancelled'),
  }

  return {
    jobs,
    compacted(rows: number, durationMs: number) {
      compactions.observe(durationMs / 1000)
      compactedRows.inc(rows)
    },
    countAttempt({ outcome, exchange, reply }: Attempt) {
      if (reply) replies.inc({ kind: reply.kind ?? 'refused' })
      outcomes[outcome.status].inc()
      seconds.observe(exchange.durationMs / 1000)
    },
    contentType: registry.contentType,
    /** All metrics as text, including those read from the database. */
    async render(): Promise<string> {
      const statistics = await sources.statistics()
      logRows.set(await sources.logRows())
      due.set(statistics.due)
      oldest.set(statistics.oldestDueSeconds)
      for (const [state, count] of Object.entries(statistics.endpoints)) endpoints.set({ state }, count)
      return await registry.metrics()
    },
  }
}
