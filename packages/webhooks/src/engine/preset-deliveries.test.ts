/** Each preset, filled in, against a receiver that takes and refuses what its vendor documents, in the same words. */
import { testDatabase } from '@quillwire/database/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { getDelivery } from '../deliveries/get-delivery.ts'
import { sendTestEvent } from '../deliveries/send-test-event.ts'
import { createEndpoint } from '../endpoints/create-endpoint.ts'
import { updateEndpoint } from '../endpoints/update-endpoint.ts'
import { checkDiscord } from '../formats/testing/discord-rules.ts'
import { checkGoogleChat } from '../formats/testing/google-chat-rules.ts'
import { checkMattermost } from '../formats/testing/mattermost-rules.ts'
import { checkSlack } from '../formats/testing/slack-rules.ts'
import { checkTeams } from '../formats/testing/teams-rules.ts'
import { presets } from '../presets/index.ts'
import { testEngine } from '../testing/engine.ts'
import { type Received, startReceiver } from '../testing/receiver.ts'
import { testWorkspace } from '../testing/workspace.ts'

const { database } = await testDatabase()

type Answered = [status: number, body?: string | object, headers?: Record<string, string>]

interface Vendor {
  /** The path of the address that an admin gets there, or of the preset's own, filled in, where it has one. */
  path: string
  /** The header that must carry the secret. */
  key?: [name: string, value: string]
  /** Throws for a body that it does not take. */
  takes: (body: string) => void
  good: Answered
  /** The answer to a wrong key, or at an address that does not exist. */
  bad: Answered
  /** The answer to one request too many. */
  tooMuch?: Answered
}

const holds = (name: string) => (body: string) => expect(JSON.parse(body)).toHaveProperty(name)

const vendors: Record<string, Vendor> = {
  plain: { path: '/42', takes: holds('data'), good: [204], bad: [404] },
  zapier: {
    path: '/hooks/catch/42/42/',
    takes: holds('data'),
    good: [200, { attempt: 'a', id: 'b', request_id: 'c', status: 'success' }],
    bad: [404, { status: 'error' }],
    tooMuch: [429, { status: 'error' }, { 'retry-after': '300' }],
  },
  make: {
    path: '/42',
    key: ['x-make-apikey', 'right-key'],
    takes: holds('data'),
    good: [200, 'Accepted'],
    bad: [401, 'Unauthorized'],
    tooMuch: [429, 'Queue is full.'],
  },
  n8n: {
    path: '/webhook/42',
    key: ['x-quillwire-key', 'right-key'],
    takes: holds('data'),
    good: [200, { message: 'Workflow was started' }],
    bad: [403, 'Authorization data is wrong!'],
  },
  hubspot_note: {
    path: '/crm/objects/2026-09/notes',
    key: ['authorization', 'Bearer right-key'],
    takes: holds('properties.hs_note_body'),
    good: [201, { id: '123', properties: {}, archived: false }],
    bad: [401, { status: 'error', category: 'INVALID_AUTHENTICATION' }],
    tooMuch: [429, { status: 'error', policyName: 'TEN_SECONDLY_ROLLING' }],
  },
  salesforce_task: {
    path: '/services/data/v62.0/sobjects/Task',
    key: ['authorization', 'Bearer right-key'],
    takes: holds('Subject'),
    good: [201, { id: '00T', success: true, errors: [] }],
    bad: [401, [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }]],
    tooMuch: [403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }]],
  },
  pipedrive_note: {
    path: '/v1/notes',
    key: ['x-api-token', 'right-key'],
    takes: holds('content'),
    good: [201, { success: true, data: { id: 1 } }],
    bad: [401, { success: false, error: 'unauthorized access', errorCode: 401 }],
    tooMuch: [429, { success: false }, { 'x-ratelimit-reset': '2' }],
  },
  mailchimp_event: {
    path: '/3.0/lists/42/members/jonas%40example.com/events',
    key: ['authorization', 'Basic right-key'],
    takes: holds('name'),
    good: [204],
    bad: [401, { title: 'API Key Invalid', status: 401 }, { 'content-type': 'application/problem+json' }],
    tooMuch: [429, { title: 'Too Many Requests', status: 429 }],
  },
  github_dispatch: {
    path: '/repos/42/42/dispatches',
    key: ['authorization', 'Bearer right-key'],
    takes: holds('client_payload.data'),
    good: [204],
    bad: [401, { message: 'Bad credentials', status: '401' }],
    tooMuch: [403, { message: 'You have exceeded a secondary rate limit.' }, { 'retry-after': '60' }],
  },
  slack: {
    path: '/services/T0/B0/x',
    takes: checkSlack,
    good: [200, 'ok'],
    bad: [404, 'no_service'],
    tooMuch: [429, { ok: false, error: 'rate_limited' }, { 'retry-after': '30' }],
  },
  discord: {
    path: '/api/webhooks/1/x',
    takes: checkDiscord,
    good: [204],
    bad: [404, { message: 'Unknown Webhook', code: 10015 }],
    tooMuch: [429, { retry_after: 9.4, global: false }, { 'retry-after': '10' }],
  },
  teams: {
    path: '/powerautomate/automations/direct/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sig=x',
    takes: checkTeams,
    good: [202],
    bad: [401, { error: { code: 'DirectApiInvalidAuthorizationScheme' } }],
    tooMuch: [429, { error: { code: 'WorkflowTriggerRequestsThrottled' } }],
  },
  google_chat: {
    path: '/v1/spaces/AAAA/messages?key=x&token=x',
    takes: checkGoogleChat,
    good: [200, { name: 'spaces/AAAA/messages/1' }],
    bad: [403, { error: { code: 403, status: 'PERMISSION_DENIED' } }],
    tooMuch: [429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }],
  },
  mattermost: {
    path: '/hooks/x',
    takes: checkMattermost,
    good: [200, 'ok'],
    bad: [400, { id: 'web.incoming_webhook.invalid.app_error', status_code: 400 }],
  },
}

/** The answer of a vendor to a request, which is as the vendor wants it or not. */
function answerOf(vendor: Vendor, { method, path, headers, body }: Received): Answered {
  const [name, value] = vendor.key ?? []
  if (method !== 'POST' || path !== vendor.path || (name && headers[name] !== value)) return vendor.bad
  try {
    expect(headers['content-type']).toBe('application/json')
    // GitHub refuses requests without it.
    expect(headers['user-agent']).toMatch(/^Quillwire\//)
    vendor.takes(body)
    return vendor.good
  } catch (error) {
    return [400, String(error)]
  }
}

test.each(presets.map((preset) => [preset.name, preset] as const))('%s', async (name, preset) => {
  const vendor = vendors[name]
  if (!vendor) throw new Error(`nothing is known of the vendor of ${name}`)
  let answer = (received: Received) => answerOf(vendor, received)
  const receiver = await startReceiver((_request, response, received) => {
    const [status, body = '', headers = {}] = answer(received)
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  onTestFinished(receiver.close)
  const { origin } = new URL(receiver.url)
  const filledIn = (text: string) =>
    text.replaceAll(/YOUR-[A-Z0-9-]*[A-Z0-9]/g, '42').replaceAll(/https:\/\/[^/']+/g, origin)
  const { context } = await testWorkspace(database)
  const secrets = (value: string) => Object.fromEntries(preset.secrets.map((secret) => [secret.name, value]))
  const { id } = await createEndpoint(context, {
    url: preset.url ? filledIn(preset.url) : `${origin}${vendor.path}`,
    eventTypes: preset.eventTypes,
    headers: preset.headers,
    secrets: secrets('right-key'),
    format: preset.format,
    preset: name,
    transformation: preset.transformation && filledIn(preset.transformation),
  })
  await testEngine(database)
  const answered = async () => {
    const delivery = await sendTestEvent(context, { id, type: 'document.shared' })
    const { status, nextAttemptAt, attempts } = await vi.waitFor(async () => {
      const found = await getDelivery(context, { id: delivery.id })
      expect(found.attemptCount).toBeGreaterThan(0)
      return found
    })
    const [attempt] = attempts
    const waits = Number(nextAttemptAt) - Number(attempt?.startedAt)
    return { status, waits, response: attempt?.response }
  }
  const said = ([status, body = '']: Answered) => ({
    status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

  expect(await answered()).toMatchObject({ status: 'succeeded', response: said(vendor.good) })

  if (vendor.key) await updateEndpoint(context, { id, secrets: secrets('wrong-key') })
  else answer = () => vendor.bad
  expect(await answered()).toMatchObject({ status: 'pending', response: said(vendor.bad) })

  const { tooMuch } = vendor
  if (!tooMuch) return
  answer = () => tooMuch
  const refused = await answered()
  expect(refused).toMatchObject({ status: 'pending', response: said(tooMuch) })
  expect(refused.waits).toBeGreaterThanOrEqual(Number(tooMuch[2]?.['retry-after'] ?? 4) * 1000)
})
