import { expect, test } from 'vitest'
import { findPeople } from './find-people.ts'

const person = (name: string, email = `${name.length}@example.com`) => ({ user: { name, email } })
const people = ['Elizabeth Ng', 'Julia Li', 'Li Wei', 'Oliver', 'Zoë'].map((name) => person(name))
const namesFor = (typed: string) => findPeople(people, typed).map(({ user }) => user.name)

test('matches at the start of the name come first, then those at the start of another word; else order is kept', () => {
  expect(namesFor('li')).toEqual(['Li Wei', 'Julia Li', 'Elizabeth Ng', 'Oliver'])
  expect(namesFor('LIV')).toEqual(['Oliver'])
  expect(namesFor('zoe')).toEqual(['Zoë'])
  expect(namesFor(' ')).toEqual(people.map(({ user }) => user.name))
})

test('people are found by their e-mail, too', () => {
  const [first, second] = [person('Ada', 'countess@example.com'), person('Bo', 'ada.b@example.com')]
  expect(findPeople([second, first], 'ada')).toEqual([first, second])
  expect(findPeople([second, first], 'countess')).toEqual([first])
})
