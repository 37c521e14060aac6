'use client'
import { ApiError, messageOf } from '@/lib/api.ts'
import { Failure } from './failure.tsx'

/** Why something could not be read, with a second try where one may end otherwise. */
export function LoadFailure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return <Failure message={messageOf(error)} {...(mayPass(error) ? { onRetry } : {})} />
}

/** What is not there, or not for this person, stays so; a crowd, a crash and a broken line pass. */
function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 429 || error.status < 400 || error.status >= 500
}
