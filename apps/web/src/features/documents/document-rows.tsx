'use client'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loaded } from '@/components/ui/loaded.tsx'
import { ShowMore } from '@/components/ui/show-more.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import type { Document, List } from '@/lib/api-types.ts'
import { isEmptyList } from './use-documents.ts'

interface DocumentRowsProps {
  query: UseInfiniteQueryResult<InfiniteData<List<Document>>>
  row(document: Document, place: number): ReactNode
  /** Shown while there is nothing. */
  empty: ReactNode
}

/** A list of documents, page by page. */
export function DocumentRows({ query, row, empty }: DocumentRowsProps) {
  return (
    <Loaded query={query} skeleton={<RowSkeletons />}>
      {(read) =>
        isEmptyList(read) ? (
          empty
        ) : (
          <div className="grid gap-4">
            <ul className="divide-y overflow-hidden rounded-xl border bg-surface">
              {read.pages.flatMap(({ items }) => items).map(row)}
            </ul>
            <ShowMore query={query} />
          </div>
        )
      }
    </Loaded>
  )
}

/** As high as the rows that take their place. */
export function RowSkeletons() {
  return (
    <div role="status" aria-label="Loading" className="divide-y overflow-hidden rounded-xl border bg-surface">
      {['w-48', 'w-64', 'w-40', 'w-56'].map((width) => (
        <div key={width} className="flex h-[4.4933rem] items-center gap-4 px-3">
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
