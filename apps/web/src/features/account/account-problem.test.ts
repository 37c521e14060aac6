import { expect, test } from 'vitest'
import { ApiError } from '../../lib/api.ts'
import { accountProblem } from './account-problem.ts'

test('a taken e-mail is reported at its field, in our words', () => {
  const taken = new ApiError(
    422,
    'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
    'User already exists. Use another email.',
  )
  expect(accountProblem(taken)).toEqual({
    message: 'This e-mail already has an account. Sign in instead.',
    field: 'email',
  })
})

test('a failed sign-in does not tell whether the e-mail or the password is wrong', () => {
  const { message, field } = accountProblem(
    new ApiError(401, 'INVALID_EMAIL_OR_PASSWORD', 'Invalid email or password'),
  )
  expect(message).toBe('This e-mail and password don’t match an account.')
  expect(field).toBeUndefined()
})

test('too many attempts are refused with what to do', () => {
  const { message } = accountProblem(new ApiError(429, 'http_429', 'Too many requests.'))
  expect(message).toContain('Wait a minute')
})

test('while the database is away, a sign-in says to wait, not to check what was done', () => {
  const { message } = accountProblem(
    new ApiError(503, 'database_unavailable', 'Check whether this was done.'),
  )
  expect(message).toBe('The server cannot reach its database at the moment. Try again in a few seconds.')
})

test('our own refusals keep their words', () => {
  const { message } = accountProblem(
    new ApiError(403, 'sign_up_closed', 'You need an invitation to sign up.'),
  )
  expect(message).toBe('You need an invitation to sign up.')
})

test('at an address that the server does not know, the message says which setting to change', () => {
  const { message } = accountProblem(new ApiError(403, 'INVALID_ORIGIN', 'Invalid origin'))
  expect(message).toContain('PUBLIC_URL')
})
