'use client'
import Link from 'next/link'
import { type ComponentProps, useState } from 'react'

interface RowLinkProps extends Omit<ComponentProps<typeof Link>, 'prefetch'> {
  /** Fetches the page right away. For one row of a list: that loads the code that all its pages need. */
  ahead?: boolean
}

/**
 * A link in a list. Next.js prefetches the page of every link in sight. A long list would make dozens of such requests,
 * ahead of those that its own page waits for. So only the page of a link that somebody points at is prefetched.
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
