import { expect, it } from 'vitest'
import { changedFields } from './changed-fields.ts'

it('finds the fields whose values differ from before', () => {
  const before = { url: 'https://a.example', types: ['*'], headers: { a: '1' }, limit: null as number | null }
  const after = { url: 'https://a.example', types: ['comment.*'], headers: { a: '1' }, limit: 60 }
  expect(changedFields(before, after)).toEqual({ types: ['comment.*'], limit: 60 })
  expect(changedFields(before, structuredClone(before))).toEqual({})
})
