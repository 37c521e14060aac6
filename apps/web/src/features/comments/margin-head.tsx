'use client'
import { X } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { Button } from '@/components/ui/button.tsx'

interface MarginHeadProps {
  /** How many threads are open. */
  open: number
  /** How many are resolved. */
  resolved: number
  onClose(): void
}

/** The tabs over the threads, and the way to close them. */
export function MarginHead({ open, resolved, onClose }: MarginHeadProps) {
  return (
    <div className="sticky top-0 z-10 flex items-center gap-1 bg-paper py-2.5 lg:top-[var(--over-text,3rem)]">
      <Tabs.List aria-label="Which comments" className="flex flex-1 gap-1">
        {(
          [
            ['Open', open],
            ['Resolved', resolved],
          ] as const
        ).map(([name, count]) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="rounded-md px-2 py-1 text-(length:--small) text-quiet pointer-coarse:min-h-11 pointer-coarse:px-3 hover:text-ink data-[state=active]:bg-tint data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {name} {count > 0 && <span className="text-faint tabular-nums">{count}</span>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Button variant="ghost" size="iconSm" aria-label="Close the comments" onClick={onClose}>
        <X />
      </Button>
    </div>
  )
}
