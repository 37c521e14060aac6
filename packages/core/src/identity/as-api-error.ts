import { APIError } from 'better-auth/api'
import { DomainError } from '../errors.ts'

/** A refusal of ours as Better Auth answers it; anything else as it is. */
export function asApiError(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error
  return new APIError('BAD_REQUEST', { code: error.code.toUpperCase(), message: error.message })
}
