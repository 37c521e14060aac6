import type { Services } from '@quillwire/core'
import { disableFailingEndpoints } from '@quillwire/webhooks/upkeep'
import { endpointDisabledMail } from '../mail/endpoint-disabled.ts'
import type { Mail } from '../mail/open-mail.ts'
import type { Job } from './job.ts'

export function disableFailingEndpointsJob({ database, publicUrl }: Services, mail: Mail): Job {
  return {
    name: 'disable-failing-endpoints',
    cron: '*/10 * * * *',
    atMostSeconds: 300,
    async run() {
      const endpoints = await disableFailingEndpoints(database, (tx, endpoint) =>
        mail.send(tx, endpointDisabledMail(publicUrl, endpoint)),
      )
      return { endpoints }
    },
  }
}
