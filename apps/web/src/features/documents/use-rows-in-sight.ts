'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useRef } from 'react'

/** Rows drawn before and after those in sight, to scroll or tab to. As many are drawn before the first measurement. */
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
 * @param list its parent scrolls; it is as high as all of its `count` rows, which are of equal height.
 */
export function useRowsInSight(list: RefObject<HTMLElement | null>, count: number): RowsInSight {
  // Not measured while rendering: when the count changes, the list still has its old height, and the row with the focus
  // would seem to be out of sight.
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
      // In a closed side bar it has no height.
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
