import { expect, test } from 'vitest'
import { createDocumentTurns } from './document-turns.ts'

const none = new Map<string, string[]>()
const of = <Value>(value: Value) => new Map([['e', value]])

test('the next claim goes on behind the nearest document of which something was taken, and round at the end', () => {
  const turns = createDocumentTurns()
  turns.claimed(of(['5', '3', '9']), new Map())
  expect(turns.after.get('e')).toBe('3')
  turns.claimed(of(['9', '5']), new Map())
  expect(turns.after.get('e')).toBe('5')
  turns.claimed(of(['2', '1']), new Map())
  expect(turns.after.get('e')).toBe('1')
  turns.claimed(of([]), new Map())
  expect(turns.after.get('e')).toBe('1')
  expect(turns.unfinished).toBe(false)
})

test('claims that stop on the way go on until they have been round, wherever they began', () => {
  const turns = createDocumentTurns()
  turns.claimed(of(['4']), new Map())
  for (const reached of ['6', '8', '2']) {
    turns.claimed(none, of(reached))
    expect(turns.after.get('e')).toBe(reached)
    expect(turns.unfinished).toBe(true)
  }
  turns.claimed(none, of('5'))
  expect(turns.unfinished).toBe(false)
  turns.claimed(none, of('7'))
  expect(turns.unfinished, 'the next round').toBe(true)
  turns.claimed(none, new Map())
  expect(turns.unfinished, 'all were looked at').toBe(false)
})
