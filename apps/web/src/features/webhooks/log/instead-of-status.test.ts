import { expect, test } from 'vitest'
import { insteadOfStatus } from './instead-of-status.ts'

test('where no request was made, no answer is missed', () => {
  expect(insteadOfStatus('Not sent: the transformation failed: The function ran for more than 50 ms.')).toBe(
    'Not sent',
  )
  expect(insteadOfStatus('127.0.0.1 did not answer within 1 s.')).toBe('No answer')
  expect(insteadOfStatus(null), 'why is not shown').toBe('No answer')
})
