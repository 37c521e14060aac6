import { type RefCallback, useCallback } from 'react'

/** What hangs over a long table, in letters: all that lies over the text is the higher the larger they are set. */
const TABLE_TOOLS_REM = 4.125

const bars = new Set<Element>()

/** How far down the header and these bars reach, which stick to its lower edge. */
function endOf(element: Element): number {
  return Number.parseFloat(getComputedStyle(element).top) + element.getBoundingClientRect().height
}

const lettersPx = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize)

/**
 * For the bars under the header, which hang with it over the text: as high as both is `--over-text`, and what a browser brings
 * into sight by itself, as by Tab or in a search of the page, comes out from under them.
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

/** How far from the window's edges the caret stays, for the editor: free of what lies over the text just now. */
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
