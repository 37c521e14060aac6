import type { FailedEndpoint } from '@quillwire/webhooks/upkeep'
import type { Message } from './open-mail.ts'

/** Tells the admins of a workspace that an endpoint gets nothing any more. */
export function endpointDisabledMail(publicUrl: string, endpoint: FailedEndpoint): Message {
  const name = endpoint.description || new URL(endpoint.url).host
  const since = endpoint.failingSince.toISOString().slice(0, 16).replace('T', ' ')
  return {
    to: endpoint.admins,
    subject: `Webhook endpoint disabled: ${name}`,
    text: [
      `Quillwire has stopped delivering to the webhook endpoint “${name}”:`,
      `  ${endpoint.url}`,
      '',
      `No attempt has succeeded since ${since} (UTC).`,
      '',
      'When the receiver works again, enable the endpoint here; what waits for it then goes out:',
      `  ${publicUrl}/settings/webhooks/${endpoint.id}`,
    ].join('\n'),
  }
}
