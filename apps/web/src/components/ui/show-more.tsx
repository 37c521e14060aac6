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
  return <ShowMoreButton disabled={isFetchingNextPage} onClick={() => fetchNextPage()} />
}

interface ShowMoreButtonProps {
  onClick(): void
  disabled?: boolean
  className?: string
  /** Of what, where there are several of these. */
  of?: string | undefined
}

/** The same at the end of what is there whole, and is not drawn at once. */
export function ShowMoreButton({ className = 'justify-self-center', of, ...props }: ShowMoreButtonProps) {
  return (
    <Button variant="secondary" size="sm" className={className} {...props}>
      Show more{of && ` ${of}`}
    </Button>
  )
}
