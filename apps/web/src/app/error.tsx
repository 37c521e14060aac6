'use client'
import { NoticePage } from '@/components/notice-page.tsx'
import { Button } from '@/components/ui/button.tsx'

export default function ErrorPage({ retry }: { retry: () => void }) {
  return (
    <NoticePage title="Something went wrong">
      <p>This page couldn’t be loaded. Your documents are safe. Try again in a moment.</p>
      <Button className="justify-self-start" onClick={() => retry()}>
        Try again
      </Button>
    </NoticePage>
  )
}
