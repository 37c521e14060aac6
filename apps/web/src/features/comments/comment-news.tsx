'use client'
import { useEffect, useRef, useState } from 'react'
import type { Thread } from '@/lib/api-types.ts'
import { newsIn } from './news.ts'

interface CommentNewsProps {
  threads: Thread[] | undefined
  viewer: { id: string | null; name: string }
}

/** Tells screen readers what others comment, as it comes. To the eye, the mark over the text tells it. */
export function CommentNews({ threads, viewer }: CommentNewsProps) {
  const known = useRef<ReadonlySet<string> | null>(null)
  const [news, setNews] = useState('')
  useEffect(() => {
    if (!threads) return
    const found = newsIn(threads, viewer, known.current)
    if (found) setNews(found)
    const ids = threads.flatMap(({ comments }) => comments.map(({ id }) => id))
    // A comment that was hidden while it was being deleted is no news when it comes back.
    known.current = new Set([...(known.current ?? []), ...ids])
  }, [threads, viewer])
  return (
    <p role="status" className="sr-only print:hidden">
      {news}
    </p>
  )
}
