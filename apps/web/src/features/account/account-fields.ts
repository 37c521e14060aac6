/** The rules for an account's name, address and password, for every form that asks for them. */
import { z } from 'zod'

export const personName = z
  .string()
  .trim()
  .min(1, 'Enter your name: it is what others see beside your text.')
  .max(80, 'At most 80 characters.')

export const emailAddress = z.email('Enter an e-mail address, such as ada@example.com.')

export const newPassword = z
  .string()
  .min(8, 'A password has at least 8 characters.')
  .max(128, 'A password has at most 128 characters.')

export const PASSWORD_HINT = 'At least 8 characters.'
