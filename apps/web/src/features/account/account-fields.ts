/** The rules for an account's name, address and password, for every form that asks for them. */
import { MAX_NAME_LENGTH, PASSWORD_LENGTH } from '@quillwire/core/identity/account-limits'
import { z } from 'zod'

export const personName = z
  .string()
  .trim()
  .min(1, 'Enter your name: it is what others see beside your text.')
  .max(MAX_NAME_LENGTH, `At most ${MAX_NAME_LENGTH} characters.`)

export const emailAddress = z.email('Enter an e-mail address, such as ada@example.com.')

export const newPassword = z
  .string()
  .min(PASSWORD_LENGTH.min, `A password has at least ${PASSWORD_LENGTH.min} characters.`)
  .max(PASSWORD_LENGTH.max, `A password has at most ${PASSWORD_LENGTH.max} characters.`)

export const PASSWORD_HINT = `At least ${PASSWORD_LENGTH.min} characters.`
