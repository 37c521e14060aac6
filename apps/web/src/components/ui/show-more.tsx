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

/** Reads the next page of a list. If that fails, the reason stands here, next to the button, not above the list. */
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
  /** The noun in “Show more …”, if there are several of these buttons. */
  of?: string | undefined
}

/** The same button for a list that was read whole, but is not drawn all at once. */
export function ShowMoreButton({ className = 'justify-self-center', of, ...props }: ShowMoreButtonProps) {
  return (
    <Button variant="secondary" size="sm" className={className} {...props}>
      Show more{of && ` ${of}`}
    </Button>
  )
}
