'use client'
import { DropdownMenu } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'

export function Menu({
  trigger,
  children,
  align = 'end',
}: {
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end'
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={6}
          className="data-[state=open]:fade-in data-[state=open]:zoom-in-97 z-50 min-w-[max(12rem,var(--radix-dropdown-menu-trigger-width))] max-w-80 rounded-lg border bg-surface p-1 text-sm shadow-lg data-[state=open]:animate-in"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export function MenuItem({
  className,
  danger,
  ...props
}: ComponentProps<typeof DropdownMenu.Item> & { danger?: boolean }) {
  return (
    <DropdownMenu.Item
      className={cn(
        'flex select-none items-center gap-2.5 rounded-md px-2.5 py-1.5 outline-none pointer-coarse:min-h-11 data-disabled:opacity-50 data-highlighted:bg-tint [&_svg]:size-4 [&_svg]:text-quiet',
        danger && 'text-bad [&_svg]:text-bad',
        className,
      )}
      {...props}
    />
  )
}

/**
 * Runs an action that takes the focus, once the menu has closed. The menu gives the focus back to its button in a task
 * of its own, after the next frame.
 */
export function afterMenu(run: () => void): void {
  requestAnimationFrame(() => setTimeout(run))
}

export function MenuLabel(props: ComponentProps<typeof DropdownMenu.Label>) {
  return <DropdownMenu.Label className="px-2.5 pt-1.5 pb-1 text-quiet text-xs" {...props} />
}

export function MenuLine() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />
}
