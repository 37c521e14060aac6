import { ChevronRight } from 'lucide-react'

/** Stands at the left of what can be unfolded. The `details` around it is the group `fold`. */
export function FoldMark() {
  return (
    <ChevronRight
      aria-hidden
      className="size-4 shrink-0 text-faint transition-transform group-open/fold:rotate-90"
    />
  )
}
