/**
 * Scheduled jobs and mail, on pg-boss. Its rows live in the schema `pgboss` of the same database: with several workers,
 * each run happens once, and mail that could not be sent is sent later.
 */
import type { Config } from '@quillwire/config'
import type { Services } from '@quillwire/core'
import { prepareSession } from '@quillwire/database/session'
import { type Logger, withSpan } from '@quillwire/process'
import { PgBoss } from 'pg-boss'
import { writeAccountMail } from '../mail/account-mails.ts'
import { type Mail, openMail } from '../mail/open-mail.ts'
import type { Metrics } from '../metrics.ts'
import { compactDocumentsJob } from './compact-documents.ts'
import { deleteEnded } from './delete-ended.ts'
import { deleteOldIdempotencyKeys } from './delete-old-idempotency-keys.ts'
import { deleteOldRecordsJob } from './delete-old-records.ts'
import { deleteUnusedFilesJob } from './delete-unused-files.ts'
import { disableFailingEndpointsJob } from './disable-failing-endpoints.ts'
import type { Job } from './job.ts'
import { saveStragglersJob } from './save-stragglers.ts'
import { sendAccountMailsJob } from './send-account-mails.ts'

const POLL_SECONDS = 10
const STOP_MS = 8000
const ANSWER_MS = 120_000

export interface Jobs {
  mail: Mail
  stop(): Promise<void>
}

export async function startJobs(
  services: Services,
  config: Config,
  log: Logger,
  metrics: Metrics,
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: config.DATABASE_URL ?? '',
    application_name: 'quillwire worker (jobs)',
    max: 2,
    // pg-boss passes these options to its pool. An answer owed by a server that vanished is given up.
    ...{ onConnect: prepareSession, query_timeout: ANSWER_MS },
  })
  boss.on('error', (error) => log.warn({ err: error }, 'the job queue is held up by a fault'))
  await boss.start()
  const mail = await openMail(boss, config, log, writeAccountMail(services))
  const accountMails = sendAccountMailsJob(services, mail)
  const jobs = [
    saveStragglersJob(services, log),
    compactDocumentsJob(
      services,
      { updates: config.COMPACT_AFTER_UPDATES, hours: config.COMPACT_AFTER_HOURS },
      log,
      metrics,
    ),
    accountMails,
    disableFailingEndpointsJob(services, mail),
    deleteOldRecordsJob(services, config.RETENTION_DAYS),
    deleteOldIdempotencyKeys(services),
    deleteEnded(services),
    deleteUnusedFilesJob(services),
  ]
  for (const job of jobs) await schedule(boss, job, log, metrics.jobs)
  // People are waiting for these mails. If this fails, the scheduled job tries again within a minute.
  const hurry = () =>
    void accountMails.run().catch((error) => log.warn({ err: error }, 'mail to people waits, will try again'))
  const listening = await services.database.listen('account_mail', hurry, hurry)
  hurry()
  return {
    mail,
    async stop() {
      listening.stop()
      await boss.stop({ graceful: true, timeout: STOP_MS })
    },
  }
}

async function schedule(boss: PgBoss, job: Job, log: Logger, counter: Metrics['jobs']) {
  // Exclusive: while a run waits or is active, no other is added. A failed run is not retried: the next one follows.
  await boss.createQueue(job.name, {
    policy: 'exclusive',
    retryLimit: 0,
    expireInSeconds: job.atMostSeconds,
    deleteAfterSeconds: 86_400,
  })
  await boss.schedule(job.name, job.cron)
  await boss.work(job.name, { pollingIntervalSeconds: POLL_SECONDS }, async () => {
    try {
      const done = await withSpan(`job ${job.name}`, {}, () => job.run())
      counter.inc({ job: job.name, result: 'done' })
      if (Object.values(done).some((count) => count > 0)) log.info({ job: job.name, ...done }, 'job done')
    } catch (error) {
      counter.inc({ job: job.name, result: 'failed' })
      log.error({ err: error, job: job.name }, 'job failed')
      throw error
    }
  })
}
