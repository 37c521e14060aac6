'use client'
import { useRef } from 'react'
import { LoadFailure } from './load-failure.tsx'

interface NoChoicesProps {
  query: { isPending: boolean; isLoadingError: boolean; error: unknown; refetch(): unknown }
  /** What is said where nothing matches what was typed. */
  nothing: string
  className?: string
}

/**
 * Stands in for an empty list of choices: it is loading, it could not be loaded, or nothing matches. To be placed beside
 * the list, not in it: a listbox holds nothing but options.
 */
export function NoChoices({ query, nothing, className }: NoChoicesProps) {
  const { isPending, isLoadingError, error, refetch } = query
  const ref = useRef<HTMLDivElement>(null)
  const retry = () => {
    // The button vanishes now. The focus belongs to the field, from which the list that comes is used.
    ref.current?.closest('[cmdk-root]')?.querySelector('input')?.focus()
    refetch()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: cmdk would take Enter on the button for a choice from the list
    <div
      ref={ref}
      className={className}
      onKeyDown={(event) => isLoadingError && event.key === 'Enter' && event.stopPropagation()}
    >
      {isLoadingError ? (
        <LoadFailure error={error} onRetry={retry} />
      ) : (
        <p role="status" className="px-3 py-4 text-center text-quiet">
          {isPending ? 'Loading…' : nothing}
        </p>
      )}
    </div>
  )
}
