import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { isWholePage, REQUESTED_PATH } from '@/lib/requested-path.ts'
import { requireDocument } from '@/server/require-document.ts'

interface Props {
  params: Promise<{ id: string }>
  children: ReactNode
}

/**
 * Once the skeleton is on its way, the status of the answer is said. So a whole page is refused before that: browsers
 * are to be redirected, and the service worker is to forget what it is refused. On the way from another page, the
 * skeleton does not wait for this.
 */
export default async function DocumentLayout({ params, children }: Props) {
  if (isWholePage((await headers()).get(REQUESTED_PATH))) await requireDocument((await params).id)
  return children
}
