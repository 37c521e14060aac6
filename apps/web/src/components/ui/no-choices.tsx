'use client'
import { LoadFailure } from './load-failure.tsx'

interface NoChoicesProps {
  query: { isPending: boolean; error: unknown; refetch(): unknown }
  /** The message if nothing matches what is typed. */
  nothing: string
}

/** In an empty list of choices: says that it is loading, why it could not be read, or that nothing matches. */
export function NoChoices({ query: { isPending, error, refetch }, nothing }: NoChoicesProps) {
  if (error)
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the list around would take Enter for a choice from it
      <div onKeyDown={(event) => event.key === 'Enter' && event.stopPropagation()}>
        <LoadFailure error={error} onRetry={() => refetch()} />
      </div>
    )
  return (
    <p role="status" className="px-3 py-4 text-center text-quiet">
      {isPending ? 'Loading…' : nothing}
    </p>
  )
}
