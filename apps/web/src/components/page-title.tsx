'use client'
import { useEffect } from 'react'

/**
 * The title of the page, in the tab and to screen readers, where it is known only once the page is there: without it, the
 * tabs of several things of a kind are all called the same.
 */
export function PageTitle({ title }: { title: string }) {
  useEffect(() => {
    const before = document.title
    const own = `${title} · Quillwire`
    document.title = own
    return () => {
      // What is read anew may be there after all; the next page has a title of its own already.
      if (document.title === own) document.title = before
    }
  }, [title])
  return null
}
