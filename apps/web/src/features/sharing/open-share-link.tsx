'use client'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { NoticePage } from '@/components/notice-page.tsx'
import { Button } from '@/components/ui/button.tsx'
import { ApiError, api, messageOf } from '@/lib/api.ts'

/** Exchanges the link for a cookie, so that the token stays out of the document's address. */
export function OpenShareLink({ token }: { token: string }) {
  const [failure, setFailure] = useState<unknown>(null)
  useEffect(() => {
    api<{ documentId: string }>('POST', '/share-links/open', { token }).then(
      ({ documentId }) => window.location.replace(`/d/${documentId}`),
      setFailure,
    )
  }, [token])
  if (!failure)
    return (
      <NoticePage title="Opening the document…">
        <p>One moment.</p>
      </NoticePage>
    )
  const ended = failure instanceof ApiError && (failure.status === 404 || failure.status === 410)
  return (
    <NoticePage title={ended ? 'This link doesn’t open a document' : 'The document can’t be opened now'}>
      <p>{messageOf(failure)}</p>
      {ended ? (
        <Button asChild className="justify-self-start">
          <Link href="/">Go to Quillwire</Link>
        </Button>
      ) : (
        <Button className="justify-self-start" onClick={() => window.location.reload()}>
          Try again
        </Button>
      )}
    </NoticePage>
  )
}
