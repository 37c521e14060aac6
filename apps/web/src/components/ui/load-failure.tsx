'use client'
import { mayPass, messageOf } from '@/lib/api.ts'
import { Failure } from './failure.tsx'

interface LoadFailureProps {
  error: unknown
  onRetry(): void
  /** A sentence that says what is missing, where the place does not show it. */
  what?: string | undefined
}

/** Why something could not be read, with a retry button if trying again may help. */
export function LoadFailure({ error, onRetry, what }: LoadFailureProps) {
  const message = [what, messageOf(error)].filter(Boolean).join(' ')
  return <Failure message={message} {...(mayPass(error) ? { onRetry } : {})} />
}
