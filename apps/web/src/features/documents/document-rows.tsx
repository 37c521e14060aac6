'use client'
import type { ReactNode } from 'react'
import { ShowMore, type ShowMoreProps } from '@/components/ui/show-more.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import type { Document } from '@/lib/api-types.ts'

interface DocumentRowsProps {
  documents: Document[]
  /** Where there is more of them. */
  query: ShowMoreProps['query']
  row(document: Document): ReactNode
}

export function DocumentRows({ documents, query, row }: DocumentRowsProps) {
  return (
    <div className="grid gap-4">
      <ul className="divide-y overflow-hidden rounded-xl border bg-surface">{documents.map(row)}</ul>
      <ShowMore query={query} />
    </div>
  )
}

/** As high as the rows that will take their place. */
export function RowSkeletons() {
  return (
    <div role="status" aria-label="Loading" className="divide-y overflow-hidden rounded-xl border bg-surface">
      {['w-48', 'w-64', 'w-40', 'w-56'].map((width) => (
        <div key={width} className="flex h-[67.4px] items-center gap-4 px-3">
          <Skeleton className="size-5" />
          <div className="grid gap-2">
            <Skeleton className={`h-3.5 ${width}`} />
            <Skeleton className="h-3 w-28" />
          </div>
        </div>
      ))}
    </div>
  )
}
