import type { Actor } from '@quillwire/events'
import { expect, test } from 'vitest'
import { readReply } from './read-reply.ts'

const ada: Actor = { type: 'user', id: '01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b12', name: 'Ada' }
const bot: Actor = { type: 'integration', id: '01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b13', name: 'Bot' }
const by = (...editors: Actor[]) =>
  Buffer.from(JSON.stringify({ actor: editors.at(-1), data: { document: {}, editors } }))

const delivery = {
  endpoint: { repliesEnabled: true },
  documentId: '01998c3e-52a0-7cc3-9d0e-1f5f6a0a7b11',
  test: false,
  envelope: by(ada),
}
const x = (count: number) => 'x'.repeat(count)
const read = (answer: unknown, status = 200, about: Partial<typeof delivery> = {}) =>
  readReply({ ...delivery, ...about }, { status, body: JSON.stringify(answer) })

test.each([
  ['comment', { comment: x(2000) }],
  ['append', { append: x(4000) }],
])('a %s as long as it may be is carried out', (kind, reply) => {
  expect(read({ reply }, 201)).toEqual({
    kind,
    text: Object.values(reply)[0],
    status: 'waiting',
    error: null,
  })
})

test.each([
  ['a comment that is too long', read({ reply: { comment: x(2001) } }), 'at most 2000'],
  ['an append that is too long', read({ reply: { append: x(4001) } }), 'at most 4000'],
  ['to a test event', read({ reply: { comment: 'a' } }, 200, { test: true }), 'test event'],
  [
    'to an integration',
    read({ reply: { comment: 'a' } }, 200, { envelope: by(bot, { ...bot, id: 'another' }) }),
    'for ever',
  ],
])('refused, and the log says why: %s', (_, reply, error) => {
  expect(reply).toMatchObject({ kind: null, status: 'refused', error: expect.stringContaining(error) })
})

test.each([
  ['before', [ada, bot]],
  ['after', [bot, ada]],
])('what a person wrote %s an integration is answered', (_, editors) => {
  const reply = read({ reply: { comment: 'a' } }, 200, { envelope: by(...editors) })
  expect(reply).toMatchObject({ kind: 'comment', status: 'waiting' })
})

test('refused where the event is about no document', () => {
  const reply = readReply(
    { ...delivery, documentId: null },
    { status: 200, body: '{"reply":{"comment":"a"}}' },
  )
  expect(reply).toMatchObject({ status: 'refused', error: expect.stringContaining('not about a document') })
})

test.each([
  [
    'the endpoint may not reply',
    read({ reply: { comment: 'a' } }, 200, { endpoint: { repliesEnabled: false } }),
  ],
  ['the answer is a failure', read({ reply: { comment: 'a' } }, 500)],
  ['the answer is a redirect', read({ reply: { comment: 'a' } }, 302)],
  ['it is about something else', read({ data: '"reply"' })],
  ['none came', readReply(delivery, null)],
])('no reply where %s', (_, reply) => expect(reply).toBeNull())
