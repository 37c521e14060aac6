import { expect, test } from 'vitest'
import { comingsAndGoings, presentIn } from './present.ts'

const ada = { id: 'a', name: 'Ada' }
const jonas = { id: 'j', name: 'Jonas' }

test('a person is here once, in however many windows, and a visitor once for each window', () => {
  const visitor = { id: null, name: 'Visitor' }
  const here = new Map<number, Record<string, unknown>>([[9, {}]])
  for (const [client, user] of [ada, jonas, ada, visitor, visitor].entries()) here.set(client, { user })
  expect(presentIn(here, []).map(({ name }) => name)).toEqual(['Ada', 'Jonas', 'Visitor', 'Visitor'])
})

test('nothing is drawn anew for a cursor that moves, but all is when somebody comes, goes or is renamed', () => {
  const here = presentIn(new Map([[1, { user: ada }]]), [])
  expect(presentIn(new Map([[1, { user: { ...ada }, cursor: 7 }]]), here)).toBe(here)
  const both = new Map([ada, jonas].map((user, client) => [client, { user }]))
  expect(presentIn(both, here).map(({ name }) => name)).toEqual(['Ada', 'Jonas'])
  expect(presentIn(new Map([[1, { user: { ...ada, name: 'Ada L.' } }]]), here)[0]?.name).toBe('Ada L.')
  expect(presentIn(new Map(), here)).toEqual([])
})

test('those who come and those who leave are named in a sentence, and a crowd is counted', () => {
  const people = ['Ada', 'Jonas', 'Grace', 'Alan'].map((name) => ({ key: name, id: name, name }))
  expect(comingsAndGoings(people.slice(0, 2), people.slice(0, 1))).toBe('Jonas is here.')
  expect(comingsAndGoings(people.slice(0, 3), people.slice(0, 1))).toBe('Jonas and Grace are here.')
  expect(comingsAndGoings(people, [])).toBe('4 people are here.')
  expect(comingsAndGoings(people.slice(1, 2), people.slice(0, 1))).toBe('Jonas is here. Ada has left.')
  expect(comingsAndGoings(people, people)).toBe('')
})
