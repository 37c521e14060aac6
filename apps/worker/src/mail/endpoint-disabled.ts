import type { DisabledEndpoint, FailedEndpoint } from '@quillwire/webhooks/upkeep'
import { letter } from './letter.ts'
import { minuteOf } from './minute-of.ts'
import type { Message } from './open-mail.ts'

/** Tells the admins of a workspace that an endpoint gets no more deliveries, and why. */
export function endpointDisabledMail(
  publicUrl: string,
  endpoint: DisabledEndpoint | FailedEndpoint,
): Message {
  // Only the host: the path of a webhook URL is often its secret, and mail is not kept secret.
  const { host } = new URL(endpoint.url)
  const name = endpoint.description || host
  return {
    kind: 'endpoint_disabled',
    to: endpoint.admins,
    subject: `Webhook endpoint disabled: ${name}`,
    ...letter(
      { words: `Quillwire has stopped delivering to the webhook endpoint “${name}”:`, below: host },
      'failingSince' in endpoint
        ? `No attempt has succeeded since ${minuteOf(endpoint.failingSince)}.`
        : 'It answered 410 Gone, which means that it is gone for good.',
      {
        words:
          'When the receiver works again, enable the endpoint here; the deliveries that wait for it are then sent:',
        below: `${publicUrl}/settings/webhooks/${endpoint.id}`,
      },
    ),
  }
}
