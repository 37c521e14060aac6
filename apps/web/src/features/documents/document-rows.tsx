'use client'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import type { Document } from '@/lib/api-types.ts'

interface DocumentRowsProps {
  documents: Document[]
  row(document: Document): ReactNode
  more: (() => void) | undefined
}

export function DocumentRows({ documents, row, more }: DocumentRowsProps) {
  return (
    <div className="grid justify-items-center gap-4">
      <ul className="w-full divide-y overflow-hidden rounded-xl border bg-surface">{documents.map(row)}</ul>
      {more && (
        <Button variant="secondary" size="sm" onClick={more}>
          Show more
        </Button>
      )}
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
