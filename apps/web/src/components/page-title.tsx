'use client'
import { useLayoutEffect } from 'react'

/** The latest `PageTitle` on the page. Only this one acts: two would replace each other's title for ever. */
let naming: object | undefined
/** A page replaces its own title once or twice. Others that do so again and again, such as extensions, are let win. */
const TAKEN_BACK_AT_MOST = 5

/**
 * Sets the title of the page, for the tab and for screen readers, if it is known only after the page has loaded.
 * Without this, the tabs of several things of one kind would all have the same title.
 */
export function PageTitle({ title }: { title: string }) {
  useLayoutEffect(() => {
    let before = document.title
    const own = `${title} · Quillwire`
    const self = {}
    let takenBack = 0
    naming = self
    document.title = own
    // Read back, since the browser collapses spaces: compared with the original, the title would be replaced for ever.
    const shown = document.title
    // On slow machines the page's initial title is hydrated after the content, and would replace this one.
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
      // If only this component goes away, the former title is right again. A next page has already set its own.
      if (document.title === shown) document.title = before
    }
  }, [title])
  return null
}
