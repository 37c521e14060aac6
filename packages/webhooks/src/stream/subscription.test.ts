import { expect, test } from 'vitest'
import { checkSubscription } from './subscription.ts'

test.each([
  ['a text', 'hello', 'subscription_invalid', 'subscribe'],
  ['an unknown field', { type: ['*'] }, 'subscription_invalid', 'type'],
  ['an unknown type', { types: ['documents.*'] }, 'event_type_unknown', 'types'],
  ['types that are not a list', { types: '*' }, 'event_types_invalid', 'types'],
  ['filters that are not an object', { filters: ['x'] }, 'filter_invalid', 'filters'],
  ['an unknown filter', { filters: { folders: [] } }, 'filter_invalid', 'filters.folders'],
  ['a window out of range', { window: 0 }, 'window_out_of_range', 'window'],
  ['something that is not a cursor', { after: 'nonsense' }, 'cursor_invalid', 'after'],
  ['something that is not a name', { consumer: ' ' }, 'consumer_invalid', 'consumer'],
  ['an acknowledge not true or false', { acknowledge: 'yes' }, 'acknowledge_invalid', 'acknowledge'],
])('%s is refused with a reason', (_, given, code, field) => {
  expect(() => checkSubscription(given)).toThrow(expect.objectContaining({ kind: 'invalid', code, field }))
})

test('an empty subscription asks for everything, from the oldest event on, and acknowledges', () => {
  expect(checkSubscription({})).toEqual({
    after: undefined,
    types: ['*'],
    filters: { documentIds: [], folderIds: [], actorIds: [] },
    consumer: undefined,
    acknowledge: true,
    window: 100,
  })
})
