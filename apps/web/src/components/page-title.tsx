'use client'
import { useLayoutEffect } from 'react'

/** Of those on the page, the one that came last: two would take the tab from each other for ever. */
let naming: object | undefined
/** A page replaces its own title once or twice. Who does it again and again, as extensions that name tabs, is let have it. */
const TAKEN_BACK_AT_MOST = 5

/**
 * The title of the page, in the tab and to screen readers, where it is known only once the page is there: without it, the
 * tabs of several things of a kind are all called the same.
 */
export function PageTitle({ title }: { title: string }) {
  useLayoutEffect(() => {
    let before = document.title
    const own = `${title} · Quillwire`
    const self = {}
    let takenBack = 0
    naming = self
    document.title = own
    // As the browser reads it, of blanks beside each other only one: compared with more it would be replaced for ever.
    const shown = document.title
    // The page's first title is brought to life after what is on it, on slow machines, and would replace this one.
    const replaced = new MutationObserver(() => {
      if (naming !== self || document.title === shown || takenBack === TAKEN_BACK_AT_MOST) return
      takenBack += 1
      before = document.title
      document.title = own
    })
    replaced.observe(document.head, { childList: true, characterData: true, subtree: true })
    return () => {
      replaced.disconnect()
      if (naming === self) naming = undefined
      // What is read anew may be there after all; the next page has a title of its own already.
      if (document.title === shown) document.title = before
    }
  }, [title])
  return null
}
