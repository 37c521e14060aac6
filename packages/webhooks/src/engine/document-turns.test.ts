import { expect, test } from 'vitest'
import { createDocumentTurns } from './document-turns.ts'

const none = new Map<string, string[]>()
const of = <Value>(value: Value) => new Map([['e', value]])
const upTo = (document: string, tookAll = true) => of({ document, tookAll })

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
    turns.claimed(none, upTo(reached))
    expect(turns.after.get('e')).toBe(reached)
    expect(turns.unfinished).toBe(true)
  }
  turns.claimed(none, upTo('5'))
  expect(turns.unfinished).toBe(false)
  turns.claimed(none, upTo('7'))
  expect(turns.unfinished, 'the next round').toBe(true)
  turns.claimed(none, new Map())
  expect(turns.unfinished, 'all were looked at').toBe(false)
})

test('a claim that took as much as it may goes on where it stopped looking, unless what it took is from before', () => {
  const turns = createDocumentTurns()
  turns.claimed(of(['8', '9']), upTo('4', false))
  expect(turns.after.get('e')).toBe('4')
  expect(turns.unfinished).toBe(true)
  turns.claimed(of(['9', '5']), upTo('6', false))
  expect(turns.after.get('e')).toBe('5')
  turns.claimed(none, upTo('8', false))
  expect(turns.after.get('e'), 'all went to other endpoints').toBe('5')
})
