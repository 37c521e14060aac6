import type { Metadata } from 'next'
import Link from 'next/link'
import { NoticePage } from '@/components/notice-page.tsx'
import { Button } from '@/components/ui/button.tsx'

const TITLE = 'There is nothing here'

export const metadata: Metadata = { title: TITLE }

export default function NotFound() {
  return (
    <NoticePage title={TITLE}>
      <p>
        The page doesn’t exist, or you don’t have access to it. If somebody sent you the link, ask them to
        share it with you.
      </p>
      <Button asChild className="justify-self-start">
        <Link href="/">Go to your documents</Link>
      </Button>
    </NoticePage>
  )
}
