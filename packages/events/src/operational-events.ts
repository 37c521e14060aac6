import { z } from 'zod'
import { defineEvent } from './define-event.ts'
import { sampleEndpoint } from './samples.ts'

const endpoint = z
  .object({
    id: z.uuid(),
    url: z.url().describe('Secrets appear in it by name: `{{secret.NAME}}`.'),
    description: z.string().describe('Its name on the pages; may be empty.'),
  })
  .meta({ id: 'EndpointReference' })

export const operationalEvents = [
  defineEvent({
    type: 'endpoint.created',
    title: 'Endpoint added',
    description: 'A webhook endpoint was added.',
    data: z.object({ endpoint }),
    sample: { endpoint: sampleEndpoint },
  }),
  defineEvent({
    type: 'endpoint.updated',
    title: 'Endpoint changed',
    description: 'A webhook endpoint was edited, paused or resumed.',
    data: z.object({ endpoint, changed: z.array(z.string()).describe('The names of the changed settings.') }),
    sample: { endpoint: sampleEndpoint, changed: ['eventTypes'] },
  }),
  defineEvent({
    type: 'endpoint.disabled',
    title: 'Endpoint disabled',
    description:
      'Quillwire stopped delivering to an endpoint: it answered 410, failed for days, nobody answers for it any more, or its secret was lost.',
    data: z.object({
      endpoint,
      reason: z
        .enum(['gone', 'failing', 'owner_gone', 'secret_lost'])
        .describe(
          '`owner_gone`: whoever set it up has left the workspace or is no longer an admin, or their API key was revoked. `secret_lost`: the ' +
            'server could no longer read the secret, and it has a new one.',
        ),
    }),
    sample: { endpoint: sampleEndpoint, reason: 'failing' },
  }),
  defineEvent({
    type: 'delivery.exhausted',
    title: 'Delivery given up',
    description: 'The last retry of a delivery failed; it can be sent again by hand.',
    data: z.object({
      endpoint,
      delivery: z.object({
        id: z.uuid(),
        eventId: z.string(),
        eventType: z.string(),
        attempts: z.int().describe('How many times it was sent in all.'),
        lastStatusCode: z.int().nullable().describe('Null if no answer came.'),
        lastError: z.string().nullable(),
      }),
    }),
    sample: {
      endpoint: sampleEndpoint,
      delivery: {
        id: '01998c44-2222-7333-8444-555566667777',
        eventId: 'evt_01998c3f01c87d208c1192e4f6a8b010',
        eventType: 'comment.created',
        attempts: 10,
        lastStatusCode: 503,
        lastError: null,
      },
    },
  }),
] as const
