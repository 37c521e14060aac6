import { createLogger } from '@quillwire/process'
import { expect, test } from 'vitest'
import { setAside } from './set-aside.ts'

const HOUR_MS = 3_600_000

test('a document is set aside for some hours once the third run in a row has ended at it', () => {
  let now = 0
  const aside = setAside(createLogger('test', 'silent'), 'not done', () => new Date(now))
  const away = new Error('away')
  const fail = () => expect(() => aside.failed('document', away)).toThrow(away)
  fail()
  fail()
  aside.succeeded('document')
  fail()
  fail()
  expect(aside.documents()).toEqual([])
  fail()
  expect(aside.documents()).toEqual(['document'])
  now = 5 * HOUR_MS
  expect(aside.documents()).toEqual(['document'])
  now = 7 * HOUR_MS
  expect(aside.documents()).toEqual([])
})
