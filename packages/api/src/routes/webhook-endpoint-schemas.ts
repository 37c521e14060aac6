/**
 * The shapes of webhook endpoints in requests and answers. The limits in the descriptions are those that the use case
 * enforces, with a code for each. zod's own `max` is far above them, and only keeps megabytes away from the use case.
 */
import { z } from '@hono/zod-openapi'
import {
  type EndpointSettings,
  endpointKinds,
  endpointLimits,
  endpointStatuses,
  formatNames,
  includedContents,
  signatureSchemes,
} from '@quillwire/webhooks'
import { id, maker, text, time } from '../schemas.ts'

const most = endpointLimits
const ids = z.array(z.string().max(100)).max(200).openapi({ maxItems: most.filterIds })

const filters = z
  .object({
    documentIds: ids.describe('Only of these documents.'),
    folderIds: ids.describe('Only of these documents and all that is under them.'),
    actorIds: ids.describe('Only what these people, API keys or integrations did.'),
  })
  .openapi('EndpointFilters')

const settings = z.object({
  url: z
    .string()
    .max(4000)
    .openapi({ maxLength: most.urlCharacters })
    .describe(
      'http:// or https://, without user name and password. `{{secret.NAME}}` may stand after the host.',
    ),
  eventTypes: z
    .array(z.string().max(100))
    .max(200)
    .describe('Types such as `comment.created`, `comment.*`, or `*` for everything.'),
  description: text.max(1000).openapi({ maxLength: most.descriptionCharacters }),
  headers: z
    .record(z.string().max(200), z.string().max(4000).openapi({ maxLength: most.headerCharacters }))
    .openapi({ maxProperties: most.headers })
    .describe('Sent with every delivery. `{{secret.NAME}}` may stand in a value.'),
  format: z.enum(formatNames).describe('What is sent: the envelope as JSON, CloudEvents, or a chat message.'),
  preset: z.string().max(100).nullable().describe('The preset that the settings came from.'),
  transformation: z
    .string()
    .max(65_536)
    .openapi({ maxLength: most.transformationBytes })
    .nullable()
    .describe('JavaScript: `(event) => ({method?, url?, headers?, body?})`, instead of a format.'),
  timeoutMs: z
    .int()
    .openapi({ minimum: most.timeoutMs.min, maximum: most.timeoutMs.max })
    .describe('15,000 when left out.'),
  retrySchedule: z
    .array(z.int().openapi({ minimum: 0, maximum: most.waitSeconds }))
    .max(100)
    .openapi({ minItems: 1, maxItems: most.attempts })
    .describe('Seconds before each attempt, the first included: as many attempts as numbers.'),
  rateLimit: z
    .int()
    .openapi({ minimum: 1, maximum: most.perMinute })
    .nullable()
    .describe('Deliveries per minute; null for no limit.'),
  ordered: z.boolean().describe('The next event of a document waits for the one before.'),
  coalesceSeconds: z
    .int()
    .openapi({ minimum: 0, maximum: most.coalesceSeconds })
    .describe('At most one `document.saved` of a document in this many seconds, with all that changed.'),
  includeContent: z
    .enum(includedContents)
    .nullable()
    .describe('Whether `document.saved` carries the whole content.'),
  repliesEnabled: z
    .boolean()
    .describe('Whether the answer may comment or append: `{"reply":{"comment":"…"}}`.'),
  signatureScheme: z
    .enum(signatureSchemes)
    .describe('`v1`: HMAC-SHA256. `v1a`: ed25519, verified with the public key.'),
} satisfies Record<Exclude<keyof EndpointSettings, 'filters'>, z.ZodType>)

export const endpointInput = settings.extend({
  // Unknown names are left to the use case, which refuses them: if a misspelt filter were ignored, everything would be
  // sent.
  filters: filters.partial().loose().openapi({ additionalProperties: false }),
  secrets: z
    .record(
      z.string().max(100),
      z.string().max(4000).openapi({ maxLength: most.secretCharacters }).nullable(),
    )
    .openapi({ maxProperties: most.secrets })
    .describe('Values for `{{secret.NAME}}`, never shown again. Null removes one; the others stay.'),
  status: z
    .enum(['active', 'paused'])
    .describe('`paused`: what happens is kept, and goes out when it is active.'),
})

export const endpoint = settings
  .extend({
    id,
    kind: z.enum(endpointKinds).describe('`stream`: a consumer that reads the event stream.'),
    url: z.string(),
    filters,
    retrySchedule: z
      .array(z.int())
      .describe('Seconds before each attempt. Empty for a consumer, which is sent nothing.'),
    secretNames: z.array(z.string()),
    publicKey: z.string().nullable().describe('`whpk_…`, for `v1a`.'),
    previousSecretUntil: time
      .nullable()
      .describe('Until when the last of the earlier secrets still signs too.'),
    owner: maker.describe(
      'Who answers for it: it gets events of the documents that they may read. Null if not known.',
    ),
    status: z.enum(endpointStatuses),
    disabledReason: z
      .string()
      .nullable()
      .describe(
        '`gone`: it answered 410. `failing`: nothing succeeded for five days. `owner_gone`: whoever set it up has left ' +
          'the workspace or is no longer an admin, or their API key was revoked; whoever enables it answers for it from then on. `secret_lost`: the server could no longer ' +
          'read its secrets; it signs with a new one, and values of `secrets` must be given again.',
      ),
    disabledAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
    lastSuccessAt: time.nullable(),
    failingSince: time.nullable(),
    probeAt: time.nullable().describe('When a single delivery tries again, after many failures in a row.'),
    throttledUntil: time.nullable().describe('It asked for fewer requests, and gets nothing until then.'),
    streamSeenAt: time.nullable(),
  })
  .openapi('WebhookEndpoint')

export const newSecret = endpoint
  .extend({ secret: z.string().describe('`whsec_…`, or `whsk_…` for `v1a`.') })
  .openapi('WebhookEndpointWithSecret')
