import { ChevronRight } from 'lucide-react'

/** The chevron at the left of something that unfolds. The `details` around it is the group `fold`. */
export function FoldMark() {
  return (
    <ChevronRight
      aria-hidden
      className="size-4 shrink-0 text-faint transition-transform group-open/fold:rotate-90"
    />
  )
}
