import { SearchX } from 'lucide-react'
import { Button } from './button.tsx'
import { Empty } from './empty.tsx'

interface NothingFoundProps {
  /** Says what was searched for, and where. */
  title: string
  /** “Show all documents” */
  action?: string
  onShowAll(): void
}

/** Takes the place of a list in which nothing was found, and leads back to the whole list. */
export function NothingFound({ title, action = 'Show all', onShowAll }: NothingFoundProps) {
  return (
    <Empty icon={<SearchX />} title={title}>
      <Button variant="secondary" size="sm" onClick={onShowAll}>
        {action}
      </Button>
    </Empty>
  )
}
