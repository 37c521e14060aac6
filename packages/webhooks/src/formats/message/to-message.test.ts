import { type EventEnvelope, eventDefinitions } from '@quillwire/events'
import { expect, test } from 'vitest'
import { document, sampleOf } from '../testing/sample-of.ts'
import { toMessage } from './to-message.ts'

const jonas = { type: 'user' as const, id: '01998c3e-4e02-7b1d-93c4-6f2a7d9e4b55', name: 'Jonas Weber' }
const mia = { type: 'guest' as const, id: null, name: 'Mia' }
const comment = {
  id: '01998c3f-01c8-7d20-8c11-92e4f6a8b010',
  threadId: '01998c3f-01b2-7a44-b0de-3a5b9c7d8e01',
  body: 'Is the date confirmed?',
  author: jonas,
}

test.each([
  ['document.created', 'Ada Lind created Launch plan'],
  ['document.saved', 'Ada Lind edited Launch plan'],
  ['document.renamed', 'Ada Lind renamed “Untitled” to “Launch plan”'],
  ['document.moved', 'Ada Lind moved Launch plan to Marketing'],
  ['document.trashed', 'Ada Lind moved Launch plan to the trash'],
  ['document.restored', 'Ada Lind took Launch plan out of the trash'],
  ['document.deleted', 'Ada Lind deleted Launch plan for good'],
  ['document.opened', 'Ada Lind opened Launch plan'],
  ['document.closed', 'Ada Lind, the last writer, left Launch plan'],
  ['comment.created', 'Ada Lind commented on Launch plan'],
  ['comment.updated', 'Ada Lind edited a comment on Launch plan'],
  ['comment.deleted', 'Ada Lind deleted a comment on Launch plan'],
  ['thread.resolved', 'Ada Lind resolved a thread on Launch plan'],
  ['thread.reopened', 'Ada Lind reopened a thread on Launch plan'],
  ['task.completed', 'Ada Lind completed a task in Launch plan'],
  ['task.reopened', 'Ada Lind reopened a task in Launch plan'],
  ['document.shared', 'Ada Lind shared Launch plan with Jonas Weber'],
  ['document.share_updated', 'Ada Lind changed the role of Jonas Weber on Launch plan'],
  ['document.unshared', 'Ada Lind stopped sharing Launch plan with Jonas Weber'],
  ['share_link.created', 'Ada Lind made a share link for Launch plan'],
  ['share_link.updated', 'Ada Lind changed a share link of Launch plan'],
  ['share_link.revoked', 'Ada Lind revoked a share link of Launch plan'],
  ['file.uploaded', 'Ada Lind put proof.png into Launch plan'],
  ['member.invited', 'Ada Lind made an invitation to Lind & Weber'],
  ['member.joined', 'Jonas Weber joined Lind & Weber'],
  ['member.role_changed', 'Ada Lind changed the role of Jonas Weber'],
  ['member.removed', 'Ada Lind removed Jonas Weber from Lind & Weber'],
  ['endpoint.created', 'Ada Lind added the webhook endpoint CRM notes'],
  ['endpoint.updated', 'Ada Lind changed the webhook endpoint CRM notes'],
  ['endpoint.disabled', 'Quillwire disabled the webhook endpoint CRM notes'],
  ['delivery.exhausted', 'Quillwire gave up a delivery to CRM notes'],
] as const)('%s reads “%s”', (type, sentence) => {
  expect(toMessage(sampleOf(type)).title).toBe(sentence)
})

test.each(eventDefinitions.map(({ type }) => type))('%s names the document and links to it', (type) => {
  const envelope = sampleOf(type)
  const { title, link, place } = toMessage(envelope)
  if (!('document' in envelope.data)) return expect([link, place]).toEqual([null, 'Lind & Weber'])
  expect(title).toContain('Launch plan')
  expect(place).toBe('Lind & Weber / Marketing')
  expect(link?.url).toBe(type === 'document.deleted' ? undefined : document.url)
})

test('the sentence follows what happened', () => {
  const titles = [
    sampleOf('comment.created', { reply: true }),
    sampleOf('comment.deleted', { comment }),
    sampleOf('comment.updated', { comment: { ...comment, author: mia } }),
    sampleOf('document.moved', { parentId: null }),
    sampleOf('document.shared', { with: { type: 'workspace' } }),
    sampleOf(
      'member.removed',
      { person: { id: jonas.id, name: jonas.name, email: 'jonas@example.com' } },
      { actor: jonas },
    ),
    sampleOf('document.saved', { editors: [jonas, mia, jonas, mia, jonas] }),
    sampleOf('document.saved', { editors: [] }, { actor: { type: 'system', id: null, name: 'Quillwire' } }),
  ].map((envelope) => toMessage(envelope).title)
  expect(titles).toEqual([
    'Ada Lind replied to a comment on Launch plan',
    'Ada Lind deleted a comment by Jonas Weber on Launch plan',
    'Ada Lind edited a comment by Mia on Launch plan',
    'Ada Lind moved Launch plan to the top level',
    'Ada Lind shared Launch plan with everyone in the workspace',
    'Jonas Weber left Lind & Weber',
    'Jonas Weber, Mia, Jonas Weber and 2 others edited Launch plan',
    'Quillwire edited Launch plan',
  ])
})

test('whoever and whatever has no name is named by what it is', () => {
  const nameless = (type: 'user' | 'guest' | 'api_key' | 'integration') =>
    toMessage(
      sampleOf(
        'document.created',
        { document: { ...document, title: ' ' } },
        { actor: { type, id: null, name: '' } },
      ),
    )
  expect(
    [nameless('user'), nameless('guest'), nameless('api_key'), nameless('integration')].map(
      ({ title }) => title,
    ),
  ).toEqual([
    'Somebody created Untitled',
    'A guest created Untitled',
    'An API key created Untitled',
    'An integration created Untitled',
  ])
})

const parentId = '01998c3e-0001-7000-8000-00000000a001'

test.each([
  [
    'the closest document above it',
    { parentId, document: { ...document, path: ['Marketing', 'Q1'] } },
    'to Q1',
  ],
  ['the top level', { parentId: null, document: { ...document, path: [] } }, 'to the top level'],
  // Its title is not for every member, and the top level would be wrong.
  ['a private document', { parentId, document: { ...document, path: [] } }, 'to another place'],
])('a document that was moved is told with where it is now: %s', (_, data, place) => {
  expect(toMessage(sampleOf('document.moved', data)).title).toBe(`Ada Lind moved Launch plan ${place}`)
})

test('a comment that was edited is shown as it was and as it is', () => {
  const { quote, changes } = toMessage(
    sampleOf('comment.updated', { previousBody: 'In\nMarch?', comment: { ...comment, body: ' ' } }),
  )
  expect(quote).toBe('The launch is on 3 March.')
  expect(changes).toEqual([{ label: 'Changed', before: 'In March?', after: '(empty)' }])
})

test('guests, who have no ids, are told apart by their names', () => {
  const author = { ...mia, name: 'Tom' }
  expect(
    toMessage(sampleOf('comment.deleted', { comment: { ...comment, author } }, { actor: mia })).title,
  ).toBe('Mia deleted a comment by Tom on Launch plan')
  expect(
    toMessage(sampleOf('comment.deleted', { comment: { ...comment, author: mia } }, { actor: mia })).title,
  ).toBe('Mia deleted a comment on Launch plan')
})

test('long titles leave room for the rest of the sentence', () => {
  const title = 'Everything that we know about the launch '.repeat(20)
  const message = toMessage(
    sampleOf('document.renamed', { previousTitle: title, document: { ...document, title } }),
  )
  expect(message.title).toMatch(/^Ada Lind renamed “Everything that .{60,}…” to “Everything that .{60,}…”$/)
  expect(message.title.length).toBeLessThan(200)
})

test('a name that is written from right to left does not turn the sentence', () => {
  const message = toMessage(sampleOf('document.created', { document: { ...document, title: 'תוכנית' } }))
  expect(message.title).toBe('Ada Lind created \u2068תוכנית\u2069')
})

test('what was written and what it is about stand in the message, within bounds', () => {
  const { quote, text } = toMessage(sampleOf('comment.created'))
  expect({ quote, text }).toEqual({
    quote: 'The launch is on 3 March.',
    text: 'Is the date confirmed with the printer?',
  })
  const body = `${'one\n'.repeat(19)}\u0000two\nthree`
  expect(toMessage(sampleOf('comment.created', { comment: { ...comment, body } })).text).toMatch(
    /one\ntwo\n…$/,
  )
  expect(
    toMessage(sampleOf('comment.created', { comment: { ...comment, body: 'x'.repeat(5000) } })).text,
  ).toHaveLength(2000)
  const { id } = comment
  const quoteOf = (quote: string) => toMessage(sampleOf('comment.created', { thread: { id, quote } })).quote
  expect(quoteOf('x'.repeat(1000))).toHaveLength(300)
  expect(quoteOf('a\n'.repeat(20))).toBe('a\na\na\na\na\n…')
  const path = Array<string>(50).fill('Marketing')
  const { place } = toMessage(sampleOf('document.created', { document: { ...document, path } }))
  expect(place).toMatch(/^Lind & Weber \/ Marketing \/ .*…$/)
  expect(place.length).toBeLessThanOrEqual(200)
})

test('facts say how much, which role, how long and why', () => {
  const factsOf = (envelope: Parameters<typeof toMessage>[0]) =>
    toMessage(envelope).facts.map(({ label, value }) => `${label}: ${value}`)
  expect(factsOf(sampleOf('document.saved'))).toEqual(['Words: +7, −1, 418 in all'])
  const words = { added: 0, removed: 1200, total: 0 }
  expect(factsOf(sampleOf('document.saved', { words }))).toEqual(['Words: −1,200, 0 in all'])
  expect(factsOf(sampleOf('member.role_changed'))).toEqual(['Role: Member → Admin'])
  expect(factsOf(sampleOf('member.invited'))).toEqual(['Role: Member', 'Ends: 27 November 2026 at 22:30 UTC'])
  expect(factsOf(sampleOf('share_link.created'))).toEqual(['Role: Commenter', 'Ends: Never'])
  expect(factsOf(sampleOf('share_link.revoked'))).toEqual(['Role until now: Commenter'])
  expect(factsOf(sampleOf('file.uploaded'))).toEqual(['Type: image/png', 'Size: 48.2 kB'])
  expect(factsOf(sampleOf('endpoint.updated', { changed: ['url', 'retrySchedule', 'status'] }))).toEqual([
    'Host: crm.example.com',
    'Changed: URL, retries and status',
  ])
  expect(factsOf(sampleOf('endpoint.disabled', { reason: 'owner_gone' }))).toEqual([
    'Host: crm.example.com',
    'Why: Whoever set it up has left the workspace or is no longer an admin, or their API key was revoked',
  ])
  expect(factsOf(sampleOf('delivery.exhausted'))).toEqual([
    'Event: comment.created',
    'Attempts: 10',
    'Last answer: HTTP 503',
    'Host: crm.example.com',
  ])
  const exhausted = sampleOf('delivery.exhausted') as EventEnvelope<'delivery.exhausted'>
  const { endpoint, delivery } = exhausted.data
  const unanswered = sampleOf('delivery.exhausted', {
    endpoint: { ...endpoint, url: 'https://crm.example.com:8443/hook' },
    delivery: { ...delivery, lastStatusCode: null, lastError: 'No answer within 15 s' },
  })
  expect(factsOf(unanswered).slice(2)).toEqual([
    'Last error: No answer within 15 s',
    'Host: crm.example.com:8443',
  ])
})

test('the secret in the address of an endpoint is told to nobody', () => {
  const url = 'https://hooks.slack.com/services/T000/B000/secret'
  const endpoint = { id: '01998c41-3a9b-7c21-9f00-aabbccddeeff', url, description: '' }
  const message = toMessage(sampleOf('endpoint.created', { endpoint }))
  expect(message.title).toBe('Ada Lind added the webhook endpoint hooks.slack.com')
  expect(JSON.stringify(message)).not.toContain('secret')
})
