'use client'
import type { ReactNode } from 'react'
import { LoadFailure } from './load-failure.tsx'

interface LoadedProps<Data> {
  query: {
    data: Data | undefined
    error: unknown
    isFetchNextPageError?: boolean
    refetch(): unknown
  }
  /** Shown until the data has come. */
  skeleton: ReactNode
  /** A sentence that says what is missing, where the place does not show it. */
  what?: string
  children(data: Data): ReactNode
}

/**
 * The data of a query, or why it could not be read. If a later read fails, the old data stays, together with whatever
 * is being written in it, and the reason stands above it.
 */
export function Loaded<Data>({ query, skeleton, what, children }: LoadedProps<Data>) {
  const { data, error, isFetchNextPageError, refetch } = query
  if (data === undefined && !error) return skeleton
  return (
    <>
      {/* If the next page of a list cannot be read, the end of the list says so (`ShowMore`). */}
      {error && !isFetchNextPageError && <LoadFailure error={error} onRetry={() => refetch()} what={what} />}
      {data !== undefined && children(data)}
    </>
  )
}
