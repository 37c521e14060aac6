import type { ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'
import { moveInTools, TOOLS_KEY } from './to-tools.ts'

interface ToolProps {
  name: string
  /** For tools that are on or off. */
  pressed?: boolean
  disabled?: boolean
  danger?: boolean
  onClick(): void
  /** Its icon. */
  children: ReactNode
}

interface ToolbarProps {
  name: string
  className?: string | undefined
  /** Back to the text. */
  onLeave(): void
  children: ReactNode
}

/** A bar over the text, with tools in it. */
export function Toolbar({ name, className, onLeave, children }: ToolbarProps) {
  return (
    <div
      role="toolbar"
      aria-label={name}
      aria-keyshortcuts={TOOLS_KEY}
      onKeyDown={(event) => moveInTools(event, onLeave)}
      className={cn('flex items-center rounded-lg border bg-surface p-1 shadow-lg print:hidden', className)}
    >
      {children}
    </div>
  )
}

/** A tool of one of these bars. */
export function Tool({ name, pressed, disabled, danger, onClick, children }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      aria-pressed={pressed}
      disabled={disabled}
      // The selection stays in the text.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
      className={cn(
        'grid size-8 shrink-0 place-items-center rounded-md text-quiet hover:bg-tint hover:text-ink disabled:pointer-events-none disabled:opacity-40 max-sm:size-7 pointer-coarse:size-11 [&_svg]:size-4',
        pressed && 'bg-accent-soft text-accent',
        danger && 'hover:text-bad',
      )}
    >
      {children}
    </button>
  )
}

/** Between tools of different kinds. */
export function ToolLine() {
  return <span className="mx-1 h-5 w-px shrink-0 self-center bg-line" />
}
