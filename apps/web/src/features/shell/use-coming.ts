import { useEffect, useState } from 'react'

export interface Coming {
  /** The document that somebody went to, until its page comes. */
  coming: string | null
  announce(documentId: string): void
}

/** @param path of the page that is shown. */
export function useComing(path: string): Coming {
  const [announced, setAnnounced] = useState<{ id: string; on: string } | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: on every other page
  useEffect(() => setAnnounced(null), [path])
  useEffect(() => {
    // Who goes elsewhere meanwhile, or back to the page, waits for the document no longer. A link to another one announces it
    // after this.
    const forget = () => setAnnounced(null)
    const onClick = ({ target }: MouseEvent) => target instanceof Element && target.closest('a') && forget()
    window.addEventListener('click', onClick, true)
    window.addEventListener('popstate', forget)
    return () => {
      window.removeEventListener('click', onClick, true)
      window.removeEventListener('popstate', forget)
    }
  }, [])

  return {
    coming: announced?.on === path ? announced.id : null,
    announce: (id) => setAnnounced(path === `/d/${id}` ? null : { id, on: path }),
  }
}
