'use client'
import { useEffect, useState } from 'react'
import { NoticePage } from '@/components/notice-page.tsx'
import { api, messageOf } from '@/lib/api.ts'

/** Trades the link for a cookie, so that the token stays out of the document's address. */
export function OpenShareLink({ token }: { token: string }) {
  const [failure, setFailure] = useState('')
  useEffect(() => {
    api<{ documentId: string }>('POST', '/share-links/open', { token }).then(
      ({ documentId }) => window.location.replace(`/d/${documentId}`),
      (error) => setFailure(messageOf(error)),
    )
  }, [token])
  return failure ? (
    <NoticePage title="This link does not open anything">
      <p>{failure}</p>
    </NoticePage>
  ) : (
    <NoticePage title="Opening the document…">
      <p>One moment.</p>
    </NoticePage>
  )
}
