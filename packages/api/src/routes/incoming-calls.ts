/** The URLs of incoming hooks. Knowing one is enough to call it: sessions, API keys and cookies play no part. */
import { z } from '@hono/zod-openapi'
import type { Services } from '@quillwire/core'
import { takeCall } from '@quillwire/webhooks/incoming'
import type { Api } from '../api-types.ts'
import { callerAddress } from '../caller-address.ts'
import { statusOf } from '../problem.ts'
import { id, problems } from '../schemas.ts'

const text = { schema: z.string() }
const written = { 'application/json': { schema: z.object({ ok: z.literal(true), callId: id }) } }

export function incomingCallRoutes(app: Api, services: Services) {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path: '/hooks/{token}',
    tags: ['Incoming hooks'],
    operationId: 'callIncomingHook',
    summary: 'Call an incoming hook',
    description:
      'Writes what is sent into the document of the hook. Needs nothing but the URL, and a signature by Standard ' +
      'Webhooks where the hook wants one. At most 256 KiB. A repeat with the same `webhook-id` or `Idempotency-Key` ' +
      'writes nothing and gets the same answer. A message as Slack takes it is answered with `ok`, as Slack does.',
    security: [],
    request: {
      params: z.object({ token: z.string() }),
      body: {
        content: {
          'text/plain': text,
          'text/markdown': text,
          'application/json': {
            schema: z.unknown().openapi({ example: { markdown: '**Deployed** 1.4.2 to production' } }),
          },
          'application/x-www-form-urlencoded': {
            schema: z.object({ text: z.string().optional(), payload: z.string().optional() }),
          },
        },
      },
    },
    responses: { 200: { description: 'Written.', content: { ...written, 'text/plain': text } }, ...problems },
  })

  app.post('/hooks/:token', async (c) => {
    const { headers, body } = c.req.raw
    const request = {
      token: c.req.param('token'),
      headers: Object.fromEntries(headers),
      remoteAddress: callerAddress(headers),
      body,
    }
    const { callId, repeated, slack } = await takeCall(services, request, statusOf)
    c.header('cache-control', 'no-store')
    c.header('quillwire-call-id', callId)
    if (repeated) c.header('idempotent-replayed', 'true')
    // Senders made for Slack read the answer, and treat anything but this as an error.
    if (slack && !wantsJson(headers.get('accept') ?? '')) return c.text('ok')
    return c.json({ ok: true, callId })
  })
}

/** Whether JSON is all that the client accepts. Many clients name it first and then accept anything. */
function wantsJson(accept: string): boolean {
  return accept.includes('json') && !/text\/|\*\/\*/.test(accept)
}
