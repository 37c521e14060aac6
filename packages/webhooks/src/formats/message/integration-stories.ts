import type { EventData } from '@quillwire/events'
import type { Stories } from './story.ts'
import { count, facts, listed, named, who } from './wording.ts'

const whyDisabled = {
  gone: 'It answered 410: gone',
  failing: 'It has failed for days',
  owner_gone:
    'Whoever set it up has left the workspace or is no longer an admin, or their API key was revoked',
  secret_lost: 'Its signing secret was lost, and it has a new one',
} as const

/** Settings as an admin knows them; one that is missing here is shown by its name. */
const settingTitles: Readonly<Record<string, string>> = {
  url: 'URL',
  eventTypes: 'events',
  filters: 'documents and people',
  secret: 'signing secret',
  secrets: 'stored secrets',
  timeoutMs: 'timeout',
  retrySchedule: 'retries',
  rateLimit: 'deliveries per minute',
  ordered: 'order per document',
  coalesceSeconds: 'saves of a document',
  includeContent: 'content of the document',
  repliesEnabled: 'replies',
  signatureScheme: 'signature',
}

/** What happens to the endpoints themselves. */
export const integrationStories: Stories = {
  'endpoint.created': ({ actor, data }) => ({
    title: `${who(actor)} added the webhook endpoint ${endpointName(data.endpoint)}`,
    tone: 'added',
    facts: facts([['Host', host(data.endpoint.url)]]),
  }),
  'endpoint.updated': ({ actor, data }) => ({
    title: `${who(actor)} changed the webhook endpoint ${endpointName(data.endpoint)}`,
    tone: 'changed',
    facts: facts([
      ['Host', host(data.endpoint.url)],
      ['Changed', listed(data.changed.map((setting) => settingTitles[setting] ?? setting))],
    ]),
  }),
  'endpoint.disabled': ({ data }) => ({
    title: `Quillwire disabled the webhook endpoint ${endpointName(data.endpoint)}`,
    tone: 'attention',
    facts: facts([
      ['Host', host(data.endpoint.url)],
      ['Why', whyDisabled[data.reason]],
    ]),
  }),
  'delivery.exhausted': ({ data: { endpoint, delivery } }) => ({
    title: `Quillwire gave up a delivery to ${endpointName(endpoint)}`,
    tone: 'attention',
    facts: facts([
      ['Event', delivery.eventType],
      ['Attempts', count(delivery.attempts)],
      ['Last answer', delivery.lastStatusCode === null ? '' : `HTTP ${delivery.lastStatusCode}`],
      ['Last error', delivery.lastError ?? ''],
      ['Host', host(endpoint.url)],
    ]),
  }),
}

function endpointName({ description, url }: EventData<'endpoint.created'>['endpoint']): string {
  return named(description, 60) || host(url) || 'without a name'
}

/** Only the host: the path of a webhook's address is often its secret. */
function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : ''
}
