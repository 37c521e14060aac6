'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useRef } from 'react'

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
  // Not read from the list while rendering: with another count it is still as high as before, and the row that has the
  // focus would be taken for out of sight.
  const height = useRef(0)
  const rows = useVirtualizer({
    count,
    overscan: BESIDE,
    getScrollElement: () => list.current?.parentElement ?? null,
    estimateSize: () => height.current,
  })
  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    const measure = () => {
      const measured = element.offsetHeight / count
      // It has no height where the side bar is closed.
      if (measured === 0 || measured === height.current) return
      height.current = measured
      rows.measure()
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [rows, list, count])
  const drawn = rows.getVirtualItems()
  return {
    first: drawn[0]?.index ?? 0,
    end: (drawn.at(-1)?.index ?? BESIDE) + 1,
    show: (row) => rows.scrollToIndex(row),
  }
}
