'use client'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { useOpener } from '@/components/ui/use-opener.ts'

interface SideBarDrawerProps {
  open: boolean
  onOpenChange(open: boolean): void
  children: ReactNode
}

/** The side bar on narrow screens: over the page, which meanwhile neither scrolls nor gets the focus. */
export function SideBarDrawer({ open, onOpenChange, children }: SideBarDrawerProps) {
  const giveBack = useOpener(open)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="data-[state=open]:fade-in data-[state=closed]:fade-out fixed inset-0 z-40 bg-ink/30 data-[state=closed]:animate-out data-[state=open]:animate-in md:hidden dark:bg-black/55" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className="data-[state=open]:slide-in-from-left data-[state=closed]:slide-out-to-left fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] border-r bg-sunken shadow-xl outline-none data-[state=closed]:animate-out data-[state=open]:animate-in md:hidden"
        >
          <Dialog.Title className="sr-only">Side bar</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
