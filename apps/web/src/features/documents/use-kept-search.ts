'use client'
import { useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'

const NAME = 'query'

/** The search query, kept in the address: it is there again after Back, and a link can lead to it. */
export function useKeptSearch(): [string, (query: string) => void] {
  const parameters = useSearchParams()
  const [query, setQuery] = useState(parameters.get(NAME) ?? '')
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a navigation, as from the side bar
  useEffect(() => {
    // From the address, not from the parameters: these lag behind letters that were typed since.
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
