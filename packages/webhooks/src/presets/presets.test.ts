import {
  type EventEnvelope,
  eventDefinition,
  eventDefinitions,
  isEventPattern,
  MAX_BLOCK_TEXT_LENGTH,
  MAX_CHANGED_BLOCKS,
  sampleEnvelope,
} from '@quillwire/events'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { endpointHeaders } from '../endpoints/endpoint-headers.ts'
import { templatedUrl } from '../endpoints/templated-url.ts'
import { checkTransformation, createTransformer } from '../transformation/index.ts'
import { presets } from './index.ts'

const transformer = createTransformer(console.error)
afterAll(() => transformer.close())

const TO_FILL_IN = /YOUR-[A-Z0-9-]*[A-Z0-9]/g
const filledIn = (text: string) => text.replaceAll(TO_FILL_IN, '42')

/** As the vendors document them; the sources stand at the presets. */
const vendors: Record<string, z.ZodType> = {
  hubspot_note: z.strictObject({
    properties: z.strictObject({
      hs_timestamp: z.iso.datetime(),
      hs_note_body: z.string().min(1).max(65_536),
    }),
    associations: z.tuple([
      z.strictObject({
        to: z.strictObject({ id: z.literal('42') }),
        types: z.tuple([
          z.strictObject({
            associationCategory: z.literal('HUBSPOT_DEFINED'),
            associationTypeId: z.literal([190, 202, 214]),
          }),
        ]),
      }),
    ]),
  }),
  salesforce_task: z.strictObject({
    Subject: z.string().min(1).max(255),
    Description: z.string().max(32_000),
    Status: z.enum(['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred']),
    Priority: z.enum(['High', 'Normal', 'Low']),
    ActivityDate: z.iso.date(),
  }),
  pipedrive_note: z.strictObject({ content: z.string().min(1).max(100_000), deal_id: z.int() }),
  mailchimp_event: z.strictObject({
    name: z.string().min(2).max(30),
    occurred_at: z.iso.datetime(),
    properties: z.record(z.string(), z.string()),
  }),
  github_dispatch: z.strictObject({
    event_type: z.string().min(1).max(100),
    client_payload: z
      .record(z.string(), z.unknown())
      .refine((payload) => Object.keys(payload).length <= 10)
      .refine((payload) => Buffer.byteLength(JSON.stringify(payload)) < 65_535),
  }),
}

const HOSTILE = [
  `"'><script>alert(1)</script><img src=x onerror="alert(1)"> & {{secret.ACCESS_TOKEN}}`,
  '"'.repeat(5000),
  '👩‍👩‍👧‍👦'.repeat(1000),
  `\\ \n\r\t \u2028 \u202e ${'<b>'.repeat(1600)}`,
]
/** Not written by people. */
const FIXED = new Set([
  'id',
  'url',
  'email',
  'type',
  'change',
  'role',
  'previousRole',
  'expiresAt',
  'reason',
  'eventType',
  'eventId',
  'timestamp',
])

/** The event as it is when everyone writes this everywhere, at its longest. */
function writtenBy(event: object, text: string): unknown {
  const changed = JSON.parse(JSON.stringify(event), (key, value) =>
    typeof value === 'string' && !FIXED.has(key) ? text : value,
  )
  if (changed.data.blocks) {
    const [block] = changed.data.blocks
    const cut = text.slice(0, MAX_BLOCK_TEXT_LENGTH)
    changed.data.blocks = Array(MAX_CHANGED_BLOCKS).fill({ ...block, before: cut, after: cut })
  }
  if (changed.data.document) changed.data.document.path = Array(20).fill(text)
  if (changed.type === 'document.saved')
    changed.data.content = { format: 'markdown', body: text.repeat(90), truncated: false }
  return changed
}

async function bodyOf(code: string, event: unknown): Promise<unknown> {
  const result = await transformer.run(filledIn(code), event)
  if (!result.ok) throw new Error(result.error)
  return result.request && JSON.parse(result.request.body ?? '')
}

describe.each(presets.map((preset) => [preset.name, preset] as const))('%s', (name, preset) => {
  test('has settings that an endpoint takes', async () => {
    const policy = { allowed: [], httpsOnly: true }
    if (preset.url) expect(templatedUrl(preset.url, policy).toLowerCase()).toBe(preset.url.toLowerCase())
    expect(endpointHeaders(preset.headers)).toEqual(preset.headers)
    expect(preset.eventTypes.filter((pattern) => !isEventPattern(pattern))).toEqual([])
    if (preset.transformation) await checkTransformation(transformer, preset.transformation)
  })

  test('asks for the secrets that it uses, and says how to get them', () => {
    const used = `${preset.url} ${Object.values(preset.headers).join(' ')}`.matchAll(/\{\{secret\.(\w+)\}\}/g)
    expect(preset.secrets.map((secret) => secret.name)).toEqual([...used].map(([, secret]) => secret))
    for (const { label, help } of preset.secrets) {
      expect(preset.help).toContain(`*${label}*`)
      expect(help).not.toBe('')
    }
  })

  test('says of everything that is to be filled in where it comes from', () => {
    const found = `${preset.url} ${preset.transformation ?? ''}`.match(TO_FILL_IN) ?? []
    if (preset.transformation) for (const part of found) expect(preset.help).toContain(part)
    expect(preset.help).toMatch(/URL|YOUR-/)
  })

  if (preset.transformation === null) return
  const code = preset.transformation
  const vendor = vendors[name]
  if (!vendor) throw new Error(`no schema for ${name}`)

  test.each(eventDefinitions.map((definition) => [definition.type, definition] as const))(
    'makes of %s what the vendor documents',
    async (_type, definition) => {
      const event = sampleEnvelope(definition)
      for (const one of [event, ...HOSTILE.map((text) => writtenBy(event, text))]) {
        const body = await bodyOf(code, one)
        if (body !== null) vendor.parse(body)
        else expect(name).toBe('mailchimp_event')
        expect(JSON.stringify(body)).not.toMatch(/undefined|\[object|\\ud[89a-f]/)
      }
    },
  )

  test('takes event types that it does not know yet', async () => {
    const event = { ...comment, type: 'poll.closed', data: {} }
    const body = await bodyOf(code, event)
    if (body !== null) vendor.parse(body)
  })
})

test('a chat is spared what nobody wants to read, and gets the saves of a document together', () => {
  const chats = presets.filter(({ format }) => format !== 'json')
  expect(chats.map(({ name }) => name)).toEqual(['slack', 'discord', 'teams', 'google_chat', 'mattermost'])
  for (const { name, format, eventTypes, coalesceSeconds, help } of chats) {
    expect(name).toBe(format)
    expect(eventTypes).not.toEqual(expect.arrayContaining(['document.opened']))
    expect(eventTypes.filter((pattern) => pattern.includes('*'))).toEqual([])
    expect(coalesceSeconds).toBe(900)
    expect(help.split('\n')).toHaveLength(3)
  }
})

test('HubSpot is called by a dated version, which it supports beyond September 2027', () => {
  const url = presets.find(({ name }) => name === 'hubspot_note')?.url
  expect(url).toBe('https://api.hubapi.com/crm/objects/2026-09/notes')
})

test('names are given once', () => {
  expect(new Set(presets.map(({ name }) => name)).size).toBe(presets.length)
})

function sample(type: string): EventEnvelope {
  const definition = eventDefinition(type)
  if (!definition) throw new Error(`the catalogue has no ${type}`)
  return sampleEnvelope(definition)
}
const comment = sample('comment.created') as EventEnvelope<'comment.created'>
const shared = sample('document.shared')
const codeOf = (name: string) => presets.find((preset) => preset.name === name)?.transformation ?? ''

test.each([
  ['hubspot_note', (body: any) => body.properties.hs_note_body],
  ['pipedrive_note', (body: any) => body.content],
])('%s: what people wrote stays text in HTML', async (name, html) => {
  for (const text of HOSTILE) {
    const note = html(await bodyOf(codeOf(name), writtenBy(comment, text)))
    expect(note).not.toMatch(/<(?!\/?(p|b|br|a)\b)/)
    expect(note.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/["'<>]/)
    expect(note.match(/<a [^>]*>/g)).toEqual([`<a href="${comment.data.document.url}">`])
  }
})

test.each<[string, string, ...string[]]>([
  [
    'comment.created',
    'Comment created: Launch plan (Ada Lind)',
    'About The launch is on 3 March.',
    'Comment Is the date confirmed with the printer?',
  ],
  [
    'document.saved',
    'Document saved: Launch plan (Ada Lind)',
    'Words +7, -1, 418 in all',
    'changed The launch is on 3 March.',
    'added Ask the printer for a proof',
  ],
  ['document.renamed', 'Document renamed: Launch plan (Ada Lind)', 'Title before Untitled'],
  [
    'document.shared',
    'Document shared: Launch plan (Ada Lind)',
    'Person Jonas Weber &#60;jonas@example.com&#62;',
    'Role editor',
  ],
  ['task.completed', 'Task completed: Launch plan (Ada Lind)', 'Task Ask the printer for a proof'],
  ['file.uploaded', 'File uploaded: Launch plan (Ada Lind)', 'File proof.png'],
])('a note of %s tells who, what, where and the words themselves', async (type, headline, ...lines) => {
  const { content } = (await bodyOf(codeOf('pipedrive_note'), sample(type))) as { content: string }
  const url = comment.data.document.url
  expect(content.replaceAll(/<\/?b>/g, '')).toBe(
    `<p>${headline}</p><p>${lines.join('<br>')}</p><p><a href="${url}">Open the document</a></p>`,
  )
})

test('a note of an event that is about no document, and says no more, is a headline', async () => {
  const event = { ...comment, type: 'poll.closed', data: {} }
  expect(await bodyOf(codeOf('pipedrive_note'), event)).toMatchObject({
    content: '<p><b>Poll closed (Ada Lind)</b></p>',
  })
})

test('a Salesforce task says it in plain text, and stands on the page of a record where one is named', async () => {
  const code = codeOf('salesforce_task')
  const { url } = comment.data.document
  expect(await bodyOf(code.replace("relatedTo = ''", "relatedTo = '001'"), comment)).toMatchObject({
    Subject: 'Comment created: Launch plan (Ada Lind)',
    Description: `About: The launch is on 3 March.\nComment: Is the date confirmed with the printer?\n${url}`,
    ActivityDate: '2026-11-20',
    WhatId: '001',
  })
})

test('Mailchimp gets events at the contact whom they concern, and no others', async () => {
  const code = filledIn(codeOf('mailchimp_event'))
  // A contact is found by the address in lower case.
  const capitals = JSON.parse(JSON.stringify(shared).replace('jonas@example.com', 'Jonas@Example.com'))
  expect(await transformer.run(code, capitals)).toMatchObject({
    request: { url: 'https://42.api.mailchimp.com/3.0/lists/42/members/jonas%40example.com/events' },
  })
  expect(await transformer.run(code, comment)).toMatchObject({ ok: true, request: null })
})
