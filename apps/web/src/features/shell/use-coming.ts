import { useEffect, useState } from 'react'

export interface Coming {
  /** The document that is being opened, until its page has loaded. */
  coming: string | null
  announce(documentId: string): void
}

/** @param path the path of the page that is shown. */
export function useComing(path: string): Coming {
  const [announced, setAnnounced] = useState<{ id: string; on: string } | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: on every other page
  useEffect(() => setAnnounced(null), [path])
  useEffect(() => {
    // Following another link meanwhile, or going back, ends the wait for the document. A link to another document
    // announces that one after this.
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
