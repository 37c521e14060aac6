import { type RefCallback, useCallback } from 'react'

/** The height of the tools over a long table, in rem: all that lies over the text grows with its letters. */
const TABLE_TOOLS_REM = 4.125

const bars = new Set<Element>()

/** How far down the header reaches, together with these bars, which stick to its lower edge. */
function endOf(element: Element): number {
  return Number.parseFloat(getComputedStyle(element).top) + element.getBoundingClientRect().height
}

const lettersPx = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/**
 * For the bars under the header, which hang over the text with it. `--over-text` is the height of both, so that
 * whatever the browser scrolls into view by itself, as for Tab or a search in the page, comes out from under them.
 */
export function useBarsOverText(): RefCallback<HTMLElement> {
  return useCallback((element) => {
    if (!element) return
    const { style } = document.documentElement
    bars.add(element)
    const observer = new ResizeObserver(() => {
      style.setProperty('--over-text', `${endOf(element)}px`)
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      bars.delete(element)
      style.removeProperty('--over-text')
    }
  }, [])
}

/** How far the editor keeps the caret from the window's edges, to be free of what lies over the text just now. */
export const aroundCaret = {
  get top() {
    const [element] = bars
    return (element ? endOf(element) : 0) + TABLE_TOOLS_REM * lettersPx()
  },
  right: 0,
  get bottom() {
    // On narrow screens the comments lie over the lower half.
    const comments = document.querySelector('aside[aria-label=Comments]')
    const isOver = comments && getComputedStyle(comments).position === 'fixed'
    return 40 + (isOver ? comments.getBoundingClientRect().height : 0)
  },
  left: 0,
}
