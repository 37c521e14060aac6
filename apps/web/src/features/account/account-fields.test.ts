import { MAX_NAME_LENGTH, PASSWORD_LENGTH } from '@quillwire/core/identity/account-limits'
import { expect, test } from 'vitest'
import { newPassword, personName } from './account-fields.ts'

test('whatever name and password the server takes, the forms take, and no longer ones', () => {
  const takes = (field: typeof personName, length: number) => field.safeParse('x'.repeat(length)).success
  const { min, max } = PASSWORD_LENGTH
  expect([1, MAX_NAME_LENGTH, MAX_NAME_LENGTH + 1].map((length) => takes(personName, length))).toEqual([
    true,
    true,
    false,
  ])
  expect([min - 1, min, max, max + 1].map((length) => takes(newPassword, length))).toEqual([
    false,
    true,
    true,
    false,
  ])
})
