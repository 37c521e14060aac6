import type { ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'

/** A line with something that an admin has to know now; `bad` if something is lost unless they act. */
export function Banner({ bad, children }: { bad?: boolean; children: ReactNode }) {
  return (
    <div
      role={bad ? 'alert' : 'status'}
      className={cn(
        'flex flex-wrap items-center gap-3 rounded-lg px-4 py-3 text-sm leading-relaxed forced-colors:border',
        bad ? 'bg-bad-soft text-bad' : 'bg-warn-soft text-warn',
      )}
    >
      {children}
    </div>
  )
}
