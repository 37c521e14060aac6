'use client'
import { NoticePage } from '@/components/notice-page.tsx'
import { Button } from '@/components/ui/button.tsx'

export default function ErrorPage({ reset }: { reset: () => void }) {
  return (
    <NoticePage title="Something went wrong">
      <p>
        This page could not be shown. What you wrote is safe: it is kept on the server and on this device.
      </p>
      <Button className="justify-self-start" onClick={reset}>
        Try again
      </Button>
    </NoticePage>
  )
}
