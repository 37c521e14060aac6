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
  /** What stands there until it has come. */
  skeleton: ReactNode
  children(data: Data): ReactNode
}

/**
 * What a query has read, or why it could not be read. What is known stays shown where it could not be read anew, with
 * whatever is being written in it, and the reason stands above it.
 */
export function Loaded<Data>({ query, skeleton, children }: LoadedProps<Data>) {
  const { data, error, isFetchNextPageError, refetch } = query
  if (data === undefined && !error) return skeleton
  return (
    <>
      {/* What is further down is asked for, and missed, at the end of the list. */}
      {error && !isFetchNextPageError && <LoadFailure error={error} onRetry={() => refetch()} />}
      {data !== undefined && children(data)}
    </>
  )
}
