import type { ReactNode } from 'react'
import { FoldMark } from '@/components/ui/fold-mark.tsx'

interface FoldableProps {
  title: string
  /** The settings inside, in one line; shown while the part is closed. */
  summary: string
  open: boolean
  onOpenChange(open: boolean): void
  children: ReactNode
}

/** A part of a form that, until it is opened, sums up its settings in one line. */
export function Foldable({ title, summary, open, onOpenChange, children }: FoldableProps) {
  return (
    <details
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) onOpenChange(event.currentTarget.open)
      }}
      className="group/fold"
    >
      <summary className="flex cursor-pointer list-none items-center gap-3 rounded-xl px-4 py-3 focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <FoldMark />
        <span className="w-20 shrink-0 font-medium text-sm">{title}</span>
        <span className="min-w-0 flex-1 truncate text-(length:--small) text-quiet group-open/fold:invisible">
          {summary}
        </span>
      </summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 px-4 pt-1 pb-5 sm:pl-11">{children}</div>
    </details>
  )
}
