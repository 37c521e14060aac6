import Link from 'next/link'
import { NoticePage } from '@/components/notice-page.tsx'
import { Button } from '@/components/ui/button.tsx'

export default function NotFound() {
  return (
    <NoticePage title="There is nothing here">
      <p>
        The page does not exist, or you may not see it. If somebody sent you the link, ask them to share it
        with you.
      </p>
      <Button asChild className="justify-self-start">
        <Link href="/">To your documents</Link>
      </Button>
    </NoticePage>
  )
}
