'use client'
import { mayPass, messageOf } from '@/lib/api.ts'
import { Failure } from './failure.tsx'

/** Why something could not be read, with a second try where one may end otherwise. */
export function LoadFailure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return <Failure message={messageOf(error)} {...(mayPass(error) ? { onRetry } : {})} />
}
