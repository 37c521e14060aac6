import { expect, test } from 'vitest'
import { leftBehindWords } from './left-behind-words.ts'

const nothing = {
  apiKeys: 0,
  webhookEndpoints: 0,
  incomingHooks: 0,
  invitations: 0,
  shareLinks: 0,
  documents: 0,
}
const removed = { leaves: true, self: false, iAmOwner: true }

test('a sentence for each kind of which there is something says what becomes of it', () => {
  expect(leftBehindWords(nothing, removed)).toEqual([])
  expect(leftBehindWords({ ...nothing, apiKeys: 1, incomingHooks: 2 }, removed)).toEqual([
    'One API key that they made ends. Programs stop until an admin renews it.',
    '2 incoming hooks stop until an admin takes them over.',
  ])
})

test('documents go to the person who is asked if they are an owner and stay, else to an owner', () => {
  const counts = { ...nothing, documents: 2 }
  expect(leftBehindWords(counts, removed)).toEqual(['2 documents that nobody else can edit go to you.'])
  for (const other of [
    { ...removed, iAmOwner: false },
    { ...removed, self: true },
  ])
    expect(leftBehindWords(counts, other)).toEqual([
      '2 documents that nobody else can edit go to an owner of the workspace.',
    ])
})

test('share links are a choice when somebody is removed, and end when somebody leaves', () => {
  const counts = { ...nothing, shareLinks: 1 }
  expect(leftBehindWords(counts, removed)).toEqual([])
  expect(leftBehindWords(counts, { ...removed, self: true })).toEqual(['One share link that you made ends.'])
})
