'use client'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { List } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { ListSkeleton } from './list-skeleton.tsx'
import { Loaded } from './loaded.tsx'
import { ShowMore } from './show-more.tsx'

interface LogColumn {
  title: string
  /** Its cells are aligned to the right. */
  atEnd?: boolean
  /** It is hidden on small screens. */
  wideOnly?: boolean
}

interface LogTableProps<Item> {
  query: UseInfiniteQueryResult<InfiniteData<List<Item>>>
  columns: readonly LogColumn[]
  /** The `tr` of an item. */
  row(item: Item): ReactNode
  /** Shown while there is nothing. */
  empty: ReactNode
}

/** A growing log, the newest entries first, page by page. */
export function LogTable<Item>({ query, columns, row, empty }: LogTableProps<Item>) {
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <Loaded query={query} skeleton={<ListSkeleton rows={5} />}>
        {() =>
          items.length === 0 ? (
            empty
          ) : (
            <div className="overflow-x-auto rounded-xl border bg-surface">
              <table className="w-full text-left text-sm">
                <thead className="border-b text-quiet text-xs">
                  <tr>
                    {columns.map(({ title, atEnd, wideOnly }) => (
                      <th
                        key={title}
                        className={cn(
                          'px-2 py-2.5 font-medium sm:px-4',
                          atEnd && 'text-right',
                          wideOnly && 'hidden sm:table-cell',
                        )}
                      >
                        {title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody className="divide-y">{items.map(row)}</tbody>
              </table>
            </div>
          )
        }
      </Loaded>
      <ShowMore query={query} />
    </>
  )
}
