'use client'
import Link from 'next/link'
import { type ComponentProps, useState } from 'react'

interface RowLinkProps extends Omit<ComponentProps<typeof Link>, 'prefetch'> {
  /** Whether its page is fetched right away: of one row, with the code that the pages of all of them need. */
  ahead?: boolean
}

/**
 * A link of a list. Next.js asks the server for every page that a link in sight leads to, which a long list would do dozens
 * of times, in front of what its own page waits for: of a list, it asks for the one that somebody points at.
 */
export function RowLink({ ahead = false, ...props }: RowLinkProps) {
  const [meant, setMeant] = useState(false)
  const mean = () => setMeant(true)
  return (
    <Link
      {...props}
      prefetch={ahead || meant ? null : false}
      onPointerEnter={mean}
      onPointerDown={mean}
      onFocus={mean}
    />
  )
}
