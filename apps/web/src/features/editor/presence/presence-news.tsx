'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { useEffect, useRef, useState } from 'react'
import { comingsAndGoings, type Present, presentIn } from './present.ts'

/** Who loads the page anew has not left, and who is on a bad line comes back. */
const SETTLED_MS = 2000

interface PresenceNewsProps {
  provider: HocuspocusProvider
  people: readonly Present[]
}

/** Says to screen readers who comes and goes. To the eye it is a picture more or less. */
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

/** Who opens a document hears who is in it, as if they had come just now. */
function onlyMe({ awareness }: HocuspocusProvider): readonly Present[] {
  return awareness ? presentIn(new Map([[awareness.clientID, awareness.getLocalState() ?? {}]]), []) : []
}
