import { type EventEnvelope, eventDefinitions, sampleEnvelope } from '@quillwire/events'
import { describe, expect, test } from 'vitest'
import { endpointUrl } from '../endpoints/endpoint-url.ts'
import { type FormatName, formatNames, formats, renderFormat } from './index.ts'
import { checkCloudEvent } from './testing/cloud-event-rules.ts'
import { checkDiscord } from './testing/discord-rules.ts'
import { checkGoogleChat } from './testing/google-chat-rules.ts'
import { hostileEnvelopes } from './testing/hostile-envelopes.ts'
import { checkMattermost } from './testing/mattermost-rules.ts'
import { document, sampleOf } from './testing/sample-of.ts'
import { checkSlack } from './testing/slack-rules.ts'
import { checkTeams } from './testing/teams-rules.ts'

const checks: Record<FormatName, (body: string, envelope: EventEnvelope) => void> = {
  json: (body, envelope) => expect(JSON.parse(body)).toEqual(envelope),
  cloudevents: (body, envelope) => {
    checkCloudEvent(body)
    expect(JSON.parse(body).data).toEqual(envelope.data)
  },
  slack: checkSlack,
  discord: checkDiscord,
  teams: checkTeams,
  google_chat: checkGoogleChat,
  mattermost: checkMattermost,
}
const chats = ['slack', 'discord', 'teams', 'google_chat', 'mattermost'] as const

const cases = eventDefinitions.map((definition) => ({
  type: definition.type,
  sample: sampleEnvelope(definition),
  hostile: hostileEnvelopes(definition),
}))

describe.each(formatNames)('%s', (format) => {
  test.each(cases)('takes $type', ({ sample }) => {
    const { body, contentType } = renderFormat(format, sample)
    checks[format](body, sample)
    expect(contentType).toMatch(/^application\/(cloudevents\+)?json$/)
  })

  test.each(cases)('takes $type with whatever people wrote, and mentions nobody', ({ hostile }) => {
    for (const [name, envelope] of hostile) {
      const { body } = renderFormat(format, envelope)
      expect(() => checks[format](body, envelope), name).not.toThrow()
    }
  })
})

test.each(chats)('%s links to the document, but only where a browser may go', (format) => {
  const envelope = sampleOf('document.created')
  const withUrl = (url: string) =>
    renderFormat(format, sampleOf('document.created', { document: { ...document, url } })).body
  expect(withUrl('https://docs.example.com/d/1')).toContain('https://docs.example.com/d/1')
  expect(withUrl('http://docs:3000/d/1')).toContain('http://docs:3000/d/1')
  for (const url of [
    'javascript:alert(1)',
    'https://ada:secret@docs.example.com/',
    `https://x.test/${'a'.repeat(3000)}`,
  ]) {
    const body = withUrl(url)
    checks[format](body, envelope)
    expect(body).not.toContain(url)
  }
})

test.each(chats)('%s tells of a type that it has never heard of', (format) => {
  const envelope = {
    ...sampleOf('document.created'),
    type: 'document.pinned',
    data: {
      document,
      pin: { id: '1', label: 'Important <!channel>', url: 'https://x.test/s3cret' },
      ownerId: 's3cret',
      position: 3,
    },
  } as unknown as EventEnvelope
  const { body } = renderFormat(format, envelope)
  checks[format](body, envelope)
  expect(body).toContain('Document pinned: Launch plan (Ada Lind)')
  expect(body).toContain('Pin label')
  // Ids and addresses are for programs, and what the message says already is not said again.
  expect(body).not.toMatch(/s3cret|Pin id|Document title/)
})

test('an admin can choose every format by a title, a sentence and an address', () => {
  expect(formats.map(({ name }) => name)).toEqual(formatNames)
  for (const { title, description, urlHint } of formats) {
    expect(title).not.toBe('')
    expect(description).toMatch(/^[A-Z].*\.$/)
    expect(urlHint).toMatch(/^https:\/\//)
  }
})

test.each<[FormatName, string]>([
  ['slack', 'https://hooks.slack.com/services/T000/B000/x'],
  ['discord', 'https://discord.com/api/webhooks/1/x'],
  [
    'teams',
    'https://default0a1b.c3.environment.api.powerplatform.com:443/powerautomate/automations/direct/workflows/0a1b/triggers/manual/paths/invoke?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=x',
  ],
  ['google_chat', 'https://chat.googleapis.com/v1/spaces/AAAA/messages?key=x&token=x'],
])(
  '%s: the address that the vendor gives is one that the hint leads to expect, and is taken',
  (name, address) => {
    const hint = formats.find((format) => format.name === name)?.urlHint ?? ''
    for (const part of hint.split('…')) expect(address).toContain(part)
    expect(endpointUrl(address, { allowed: [], httpsOnly: true })).toBe(address.replace(':443', ''))
  },
)
