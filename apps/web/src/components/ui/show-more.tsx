'use client'
import { Button } from './button.tsx'
import { LoadFailure } from './load-failure.tsx'

export interface ShowMoreProps {
  query: {
    hasNextPage: boolean
    isFetchingNextPage: boolean
    isFetchNextPageError: boolean
    error: unknown
    fetchNextPage(): unknown
  }
}

/** Leads further down in a list that is read page by page. Why that failed stands where one pressed, not above the list. */
export function ShowMore({ query }: ShowMoreProps) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = query
  if (!hasNextPage) return null
  if (isFetchNextPageError && !isFetchingNextPage)
    return <LoadFailure error={error} onRetry={() => fetchNextPage()} />
  return (
    <Button
      variant="secondary"
      size="sm"
      className="justify-self-center"
      disabled={isFetchingNextPage}
      onClick={() => fetchNextPage()}
    >
      Show more
    </Button>
  )
}
