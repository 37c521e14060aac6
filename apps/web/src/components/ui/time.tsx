'use client'
import { useEffect, useState } from 'react'
import { fullTime, relativeTime } from '@/lib/time.ts'

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
