/** The `webhooks` section of the OpenAPI document: what Quillwire sends, made from the event catalogue. */
import {
  type AnyEventDefinition,
  envelopeSchema,
  eventGroups,
  jsonSchemaOf,
  sampleEnvelope,
} from '@quillwire/events'

type Json = Record<string, unknown>

const header = (name: string, description: string, examples: Record<string, string>) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string' },
  examples: Object.fromEntries(Object.entries(examples).map(([title, value]) => [title, { value }])),
})

const headers = [
  header(
    'webhook-id',
    'The id of the event: the same for every attempt, so that a receiver can recognise a repeat.',
    { id: 'evt_01998c3f01c87d208c1192e4f6a8b010' },
  ),
  header('webhook-timestamp', 'When this attempt was sent, in seconds since 1970.', { time: '1795213800' }),
  header(
    'webhook-signature',
    'By Standard Webhooks, of `id.timestamp.body`: `v1,` and base64 of the HMAC-SHA256 with the secret (`whsec_…`), or ' +
      '`v1a,` and base64 of the ed25519 signature, verified with the public key (`whpk_…`), as the endpoint’s ' +
      '`signatureScheme` says. One for each active key, separated by spaces: accept the request if any of them verifies, ' +
      'and ignore schemes that you do not know.',
    {
      v1: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
      v1a: 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    },
  ),
]

const throttled = {
  description:
    'Too many requests: nothing is sent to the endpoint for a while, as long as `Retry-After` asks, up to a day.',
}

const responses = {
  '2XX': {
    description: 'Received. Anything else, redirects included, is tried again by the retry schedule.',
  },
  '410': { description: 'Gone for good: the endpoint is disabled at once.' },
  '429': throttled,
  '502': throttled,
  '503': { description: 'With `Retry-After` as 429; without it tried again by the retry schedule.' },
  '504': throttled,
}

/** The webhooks by event type, and the schemas that they refer to, for `components.schemas`. */
export function openApiWebhooks(): { webhooks: Record<string, Json>; schemas: Record<string, Json> } {
  const schemas: Record<string, Json> = {}
  const webhooks: Record<string, Json> = {}
  for (const group of eventGroups)
    for (const definition of group.events)
      webhooks[definition.type] = {
        post: {
          operationId: definition.type,
          tags: [`Webhooks: ${group.title}`],
          summary: definition.title,
          description: definition.description,
          security: [],
          parameters: headers,
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemaOf(definition, schemas),
                example: sampleEnvelope(definition),
              },
            },
          },
          responses,
        },
      }
  return { webhooks, schemas }
}

/** The schema with its shared parts moved to the document's components, where OpenAPI looks for them. */
function schemaOf(definition: AnyEventDefinition, schemas: Record<string, Json>): Json {
  const text = JSON.stringify(jsonSchemaOf(envelopeSchema(definition)))
  const moved = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/Event')) as Json
  const { $schema: _, $defs, ...schema } = moved
  for (const [name, shared] of Object.entries(($defs ?? {}) as Record<string, Json>)) {
    const { id: _id, ...rest } = shared // zod repeats the name here, which JSON Schema does not define
    schemas[`Event${name}`] = rest
  }
  return schema
}
