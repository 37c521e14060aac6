'use client'
import { useEffect, useState } from 'react'
import { fullTime, relativeTime, shortTime } from '@/lib/time.ts'

export function Time({ iso }: { iso: string }) {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 30_000)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={iso} title={fullTime(iso)} suppressHydrationWarning>
      {relativeTime(iso)}
    </time>
  )
}

/** A moment within a sentence: the time, and the day unless it is today. Pointing at it shows the full date. */
export function Moment({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={fullTime(iso)} className="whitespace-nowrap" suppressHydrationWarning>
      {shortTime(iso)}
    </time>
  )
}
