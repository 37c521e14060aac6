'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect } from 'react'

/** Rows that are drawn before and after those in sight, to be scrolled or tabbed to; and before anything was measured. */
const BESIDE = 20

interface RowsInSight {
  /** The rows to draw, `end` not included. */
  first: number
  end: number
  /** Scrolls until this row is in sight. */
  show(row: number): void
}

/**
 * Which rows of a long list are drawn: thousands of them would make every page slow.
 * @param list stands in what scrolls, and is as high as all of its `count` rows, which are alike.
 */
export function useRowsInSight(list: RefObject<HTMLElement | null>, count: number): RowsInSight {
  const rows = useVirtualizer({
    count,
    overscan: BESIDE,
    getScrollElement: () => list.current?.parentElement ?? null,
    estimateSize: () => (list.current ? list.current.offsetHeight / count : 0),
  })
  // How high a row is, is known once the list is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another count the list is there all the same
  useLayoutEffect(() => rows.measure(), [rows, count])
  const drawn = rows.getVirtualItems()
  return {
    first: drawn[0]?.index ?? 0,
    end: (drawn.at(-1)?.index ?? BESIDE) + 1,
    show: (row) => rows.scrollToIndex(row),
  }
}
