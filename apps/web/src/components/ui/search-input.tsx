import { Command } from 'cmdk'
import type { ComponentProps } from 'react'

/** The field that filters the list of choices below it. */
export function SearchInput(props: ComponentProps<typeof Command.Input>) {
  return (
    <Command.Input
      className="h-10 w-full pointer-coarse:h-11 border-b bg-transparent px-3 text-sm outline-none focus-visible:border-accent pointer-coarse:text-[max(16px,0.875rem)] placeholder:text-faint"
      {...props}
    />
  )
}
