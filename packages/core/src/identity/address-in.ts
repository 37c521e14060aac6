import { APIError } from 'better-auth/api'
import { z } from 'zod'
import { checkedPerson } from './checked-person.ts'

/** The given address in the form in which it is stored. */
export function addressIn(given: unknown): string {
  const { success, data } = z.email().safeParse(given)
  if (!success)
    throw new APIError('BAD_REQUEST', {
      code: 'INVALID_EMAIL',
      message: 'Send an e-mail address, such as ada@example.com.',
    })
  return checkedPerson({ email: data }).email.toLowerCase()
}
