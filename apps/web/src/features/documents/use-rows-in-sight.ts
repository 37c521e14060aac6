'use client'
import { type RefObject, useCallback, useLayoutEffect, useState } from 'react'

/** The range is moved in steps of so many rows, so that most scrolling draws nothing anew. */
const STEP = 20
/** What is drawn before anything was measured. */
const AT_FIRST = 2 * STEP

interface RowsInSight {
  /** The rows to draw, `end` not included: those in sight, and as many before and after them to be scrolled or tabbed to. */
  first: number
  end: number
  /** Scrolls until this row is in sight with its neighbours. */
  show(row: number): void
}

/**
 * Which rows of a long list are drawn: thousands of them would make every page slow.
 * @param list stands in what scrolls, and is as high as all of its `count` rows, which are alike.
 */
export function useRowsInSight(list: RefObject<HTMLElement | null>, count: number): RowsInSight {
  const [range, setRange] = useState({ first: 0, end: AT_FIRST })
  const measure = useCallback(() => {
    const element = list.current
    const scroller = element?.parentElement
    if (!element || !scroller || count === 0) return
    const row = element.offsetHeight / count
    const above = scroller.scrollTop - element.offsetTop
    const shown = row > 0 ? scroller.clientHeight / row : 0
    const first = Math.max(0, Math.floor(above / row / STEP || 0) * STEP - STEP)
    const end = Math.ceil((Math.max(0, above / row || 0) + shown) / STEP) * STEP + STEP
    setRange((before) => (before.first === first && before.end === end ? before : { first, end }))
  }, [list, count])
  useLayoutEffect(() => {
    const scroller = list.current?.parentElement
    if (!scroller) return
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(scroller)
    scroller.addEventListener('scroll', measure, { passive: true })
    return () => {
      observer.disconnect()
      scroller.removeEventListener('scroll', measure)
    }
  }, [list, measure])
  const show = (row: number) => {
    const element = list.current
    const scroller = element?.parentElement
    if (!element || !scroller) return
    const height = element.offsetHeight / count
    const top = element.offsetTop + row * height
    const { scrollTop, clientHeight } = scroller
    if (top < scrollTop) scroller.scrollTo({ top: top - height })
    else if (top + height > scrollTop + clientHeight)
      scroller.scrollTo({ top: top + 2 * height - clientHeight })
  }
  return { ...range, show }
}
