'use client'
import { mayPass, messageOf } from '@/lib/api.ts'
import { Failure } from './failure.tsx'

/** Why something could not be read, with a retry button if trying again may help. */
export function LoadFailure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return <Failure message={messageOf(error)} {...(mayPass(error) ? { onRetry } : {})} />
}
