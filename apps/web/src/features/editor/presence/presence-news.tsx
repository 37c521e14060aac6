'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { useEffect, useRef, useState } from 'react'
import { comingsAndGoings, type Present, presentIn } from './present.ts'

/** Somebody who reloads the page has not left, and somebody on a bad line comes back. */
const SETTLED_MS = 2000

interface PresenceNewsProps {
  provider: HocuspocusProvider
  people: readonly Present[]
}

/** Tells screen readers who comes and goes. To the eye, a picture appears or disappears. */
export function PresenceNews({ provider, people }: PresenceNewsProps) {
  const known = useRef<readonly Present[] | null>(null)
  const [news, setNews] = useState('')
  useEffect(() => {
    const timer = setInterval(() => {
      // Without the server nobody else is seen, which does not mean that they have left.
      if (!provider.synced) return
      clearInterval(timer)
      const found = comingsAndGoings(people, known.current ?? onlyMe(provider))
      known.current = people
      if (found) setNews(found)
    }, SETTLED_MS)
    return () => clearInterval(timer)
  }, [provider, people])
  return (
    <span role="status" className="sr-only print:hidden">
      {news}
    </span>
  )
}

/** Somebody who opens a document hears who is in it, as if the others had just come. */
function onlyMe({ awareness }: HocuspocusProvider): readonly Present[] {
  return awareness ? presentIn(new Map([[awareness.clientID, awareness.getLocalState() ?? {}]]), []) : []
}
