'use client'
import { Dialog } from 'radix-ui'
import { type ReactNode, useRef } from 'react'

interface SideBarDrawerProps {
  open: boolean
  onOpenChange(open: boolean): void
  children: ReactNode
}

/** The side bar on narrow screens: over the page, which neither scrolls nor has the focus meanwhile. */
export function SideBarDrawer({ open, onOpenChange, children }: SideBarDrawerProps) {
  const opener = useRef<Element | null>(null)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="data-[state=open]:fade-in data-[state=closed]:fade-out fixed inset-0 z-40 bg-ink/30 data-[state=closed]:animate-out data-[state=open]:animate-in md:hidden dark:bg-black/55" />
        <Dialog.Content
          aria-describedby={undefined}
          // Radix gives the focus back to a trigger of its own only; what opens the side bar stands on the page.
          onOpenAutoFocus={() => {
            opener.current = document.activeElement
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (opener.current instanceof HTMLElement) opener.current.focus()
          }}
          className="data-[state=open]:slide-in-from-left data-[state=closed]:slide-out-to-left fixed inset-y-0 left-0 z-50 w-72 max-w-[85vw] border-r bg-sunken shadow-xl outline-none data-[state=closed]:animate-out data-[state=open]:animate-in md:hidden"
        >
          <Dialog.Title className="sr-only">Side bar</Dialog.Title>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
