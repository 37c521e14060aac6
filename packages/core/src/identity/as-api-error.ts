import { APIError } from 'better-auth/api'
import { DomainError } from '../errors.ts'

/** Converts our own errors into Better Auth's form; returns any other error as it is. */
export function asApiError(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error
  return new APIError('BAD_REQUEST', { code: error.code.toUpperCase(), message: error.message })
}
