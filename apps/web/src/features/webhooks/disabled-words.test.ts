import { expect, test } from 'vitest'
import type { Endpoint } from '@/lib/api-types.ts'
import { disabledWords } from './disabled-words.ts'

const endpoint = (description: string, disabledReason: Endpoint['disabledReason']) => ({
  description,
  url: 'https://example.com/x',
  disabledReason,
})

test('an endpoint whose owner left is not said to have failed', () => {
  expect(disabledWords([endpoint('CRM', 'owner_gone')])).toEqual([
    'CRM is disabled: the person who set it up has left the workspace or is no longer an admin, or their API key was revoked. Check where it sends before you enable it.',
  ])
})

test('endpoints that failed, lost their owner or lost their secret are told apart', () => {
  const words = disabledWords([
    endpoint('Chat', 'gone'),
    endpoint('CRM', 'owner_gone'),
    endpoint('', 'failing'),
    endpoint('Shop', 'secret_lost'),
  ])
  expect(words).toEqual([
    expect.stringMatching(/^Chat, example\.com are disabled: they kept failing or answered 410 Gone\./),
    expect.stringMatching(/^CRM is disabled: the person who set it up has left/),
    expect.stringMatching(/^Shop is disabled: .* Give the new one to the receiver/),
  ])
  expect(disabledWords([])).toEqual([])
})

test('of very many endpoints only the first are named, with the number of the others', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => endpoint(`Team ${index + 1}`, 'failing'))
  expect(disabledWords(many(5))[0]).toMatch(/^Team 1, Team 2, Team 3, Team 4, Team 5 are disabled:/)
  expect(disabledWords(many(120))[0]).toMatch(/^Team 1, Team 2, Team 3 and 117 others are disabled:/)
})
