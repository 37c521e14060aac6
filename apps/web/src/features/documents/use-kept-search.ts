'use client'
import { useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'

const NAME = 'query'

/** What is searched for, kept in the address: it is there again for whoever comes back, and a link can lead to it. */
export function useKeptSearch(): [string, (query: string) => void] {
  const parameters = useSearchParams()
  const [query, setQuery] = useState(parameters.get(NAME) ?? '')
  // biome-ignore lint/correctness/useExhaustiveDependencies: when somebody went elsewhere, as by the side bar
  useEffect(() => {
    // Not what the parameters say: they come later than the letters that were typed since.
    setQuery(new URLSearchParams(window.location.search).get(NAME) ?? '')
  }, [parameters])
  const search = (next: string) => {
    setQuery(next)
    const { pathname } = window.location
    window.history.replaceState(
      null,
      '',
      next ? `${pathname}?${new URLSearchParams({ [NAME]: next })}` : pathname,
    )
  }
  return [query, search]
}
