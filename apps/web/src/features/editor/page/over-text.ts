import { type RefCallback, useCallback } from 'react'

/** As high as the document's header. */
const HEADER_PX = 48
/** What hangs over a long table. */
const TABLE_TOOLS_PX = 62

const bars = new Set<Element>()

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
      style.setProperty('--over-text', `${HEADER_PX + element.getBoundingClientRect().height}px`)
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
    return HEADER_PX + (element?.getBoundingClientRect().height ?? 0) + TABLE_TOOLS_PX
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
