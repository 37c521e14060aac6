import { Skeleton } from './skeleton.tsx'

const widths = ['w-40', 'w-56', 'w-32', 'w-48']

/** Stands in for a list that is loading, and is as high as the two-line rows that take its place. */
export function ListSkeleton({ rows = 3 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="divide-y overflow-hidden rounded-xl border bg-surface">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a drawing that never changes
        <div key={row} className="flex h-[4.4667rem] items-center gap-4 px-4">
          <div className="grid min-w-0 flex-1 gap-2.5">
            <Skeleton className={`h-3.5 max-w-full ${widths[row % widths.length]}`} />
            <Skeleton className="h-3 w-64 max-w-full" />
          </div>
          <Skeleton className="h-5 w-14 rounded-full" />
        </div>
      ))}
    </div>
  )
}

/** Stands in for the page of one thing that is loading: its name and buttons, its facts, its log. */
export function DetailSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-8">
      <div className="grid gap-5">
        <div className="flex min-h-12 flex-wrap items-start gap-3">
          <div className="grid min-w-[min(14rem,100%)] flex-1 gap-2.5 pt-1">
            <Skeleton className="h-4.5 w-48" />
            <Skeleton className="h-3.5 w-72 max-w-full" />
          </div>
          <Skeleton className="h-8 w-64 max-w-full" />
        </div>
        <div className="grid gap-5 rounded-xl border bg-surface p-5">
          {widths.map((width) => (
            <div key={width} className="grid gap-2 sm:grid-cols-[8rem_minmax(0,1fr)] sm:gap-6">
              <Skeleton className="h-3.5 w-20" />
              <Skeleton className={`h-3.5 max-w-full ${width}`} />
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
