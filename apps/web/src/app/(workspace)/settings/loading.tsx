import { Skeleton } from '@/components/ui/skeleton.tsx'

/** Stands below the tabs, which stay: a heading, its lead and a list. */
export default function Loading() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4">
      <div className="grid min-h-10 content-center gap-2.5">
        <Skeleton className="h-4 w-36" />
        <Skeleton className="h-3.5 w-80 max-w-full" />
      </div>
      <div className="divide-y overflow-hidden rounded-xl border bg-surface">
        {['w-48', 'w-64', 'w-40'].map((width) => (
          <div key={width} className="grid h-[4.4rem] content-center gap-2 px-4">
            <Skeleton className={`h-3.5 max-w-full ${width}`} />
            <Skeleton className="h-3 w-28" />
          </div>
        ))}
      </div>
    </div>
  )
}
