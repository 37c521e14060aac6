import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { isWholePage, REQUESTED_PATH } from '@/lib/requested-path.ts'
import { requireDocument } from '@/server/require-document.ts'

interface Props {
  params: Promise<{ id: string }>
  children: ReactNode
}

/**
 * Once the skeleton is sent, the status of the answer is settled. A whole page is therefore refused before that, so
 * that browsers are redirected and the service worker forgets a page that it is refused. When somebody comes from
 * another page, the skeleton does not wait for this check.
 */
export default async function DocumentLayout({ params, children }: Props) {
  if (isWholePage((await headers()).get(REQUESTED_PATH))) await requireDocument((await params).id)
  return children
}
