'use client'
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useEffect, useRef } from 'react'
import { cn } from '@/lib/cn.ts'
import { hasScreenKeyboard } from '@/lib/focus.ts'
import { Button } from './button.tsx'
import { useOpener } from './use-opener.ts'

interface DialogProps {
  open: boolean
  onOpenChange(open: boolean): void
  title: string
  description?: ReactNode
  children?: ReactNode
  className?: string
  /** A panel at the side instead of a window in the middle. */
  side?: boolean
  /** Only buttons inside close it: a click beside it or Escape would lose something that cannot be shown again. */
  held?: boolean
}

export function Dialog({
  open,
  onOpenChange,
  title: newTitle,
  description: newDescription,
  children: newChildren,
  className,
  side,
  held,
}: DialogProps) {
  const { title, description, children } = useWhileOpen(open, {
    title: newTitle,
    description: newDescription,
    children: newChildren,
  })
  const giveBack = useOpener(open)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="data-[state=open]:fade-in data-[state=closed]:fade-out fixed inset-0 z-50 bg-ink/25 data-[state=closed]:animate-out data-[state=open]:animate-in dark:bg-black/55" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={giveBack}
          {...(held ? { onEscapeKeyDown: prevent, onInteractOutside: prevent } : {})}
          className={cn(
            'fixed z-50 flex flex-col overflow-hidden border bg-surface shadow-xl outline-none data-[state=closed]:animate-out data-[state=open]:animate-in',
            side
              ? 'data-[state=closed]:slide-out-to-right data-[state=open]:slide-in-from-right inset-y-0 right-0 w-full max-w-2xl sm:border-l'
              : 'data-[state=open]:fade-in data-[state=closed]:fade-out data-[state=open]:zoom-in-97 left-1/2 top-1/2 max-h-[min(90dvh,52rem)] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 rounded-xl',
            className,
          )}
        >
          {/* Not a `header`: outside of `main` that would be a second banner of the page. */}
          <div className="grid grid-cols-[minmax(0,1fr)] gap-1.5 px-6 pt-5 pb-3 [overflow-wrap:anywhere]">
            <div className="flex items-start gap-4">
              <Radix.Title className="line-clamp-4 min-w-0 flex-1 font-semibold text-lg leading-snug tracking-tight">
                {title}
              </Radix.Title>
              {!held && (
                <Radix.Close asChild>
                  {/* The cross is in line with the title, and with the right edge of the content below. */}
                  <Button
                    variant="ghost"
                    size="iconSm"
                    aria-label="Close"
                    className="-my-0.5 -mr-1.5 pointer-coarse:-my-2.5 pointer-coarse:-mr-3.5"
                  >
                    <X />
                  </Button>
                </Radix.Close>
              )}
            </div>
            {description && (
              <Radix.Description className="text-quiet text-sm leading-relaxed">
                {description}
              </Radix.Description>
            )}
          </div>
          {/* `relative`: text for screen readers scrolls with the content, and does not make the dialog scroll. */}
          <div className="relative flex-1 overflow-y-auto px-6 pt-1 pb-6">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** While the dialog closes: what it showed last, since the thing it was about may be gone already. */
function useWhileOpen<Shown>(open: boolean, shown: Shown): Shown {
  const last = useRef(shown)
  useEffect(() => {
    if (open) last.current = shown
  })
  return open ? shown : last.current
}

/** Focuses the first control to fill in or press, rather than the button that closes the dialog. */
function focusFirst(event: Event) {
  event.preventDefault()
  const dialog = event.currentTarget
  if (!(dialog instanceof HTMLElement)) return
  const fields = hasScreenKeyboard() ? '' : ', input:not([type=radio]:not(:checked)), select, textarea'
  const first = dialog.querySelector<HTMLElement>(`[data-first-focus]${fields}`) ?? dialog
  first.focus({ preventScroll: true })
}

function prevent(event: Event) {
  event.preventDefault()
}

interface ConfirmProps {
  open: boolean
  onOpenChange(open: boolean): void
  title: string
  description: string
  action: string
  /** What the other button says. */
  cancel?: string
  /** The consequences are not known yet. */
  disabled?: boolean
  /** Stands below the description. */
  children?: ReactNode
  onConfirm(): void
}

/** Asks for confirmation of an action that cannot be undone. */
export function Confirm({
  open,
  onOpenChange,
  title,
  description,
  action,
  cancel = 'Cancel',
  disabled,
  children,
  onConfirm,
}: ConfirmProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      className="max-w-md"
    >
      {children}
      <div className="flex justify-end gap-2 pt-3">
        <Button data-first-focus variant="secondary" onClick={() => onOpenChange(false)}>
          {cancel}
        </Button>
        <Button
          variant="danger"
          disabled={disabled}
          onClick={() => {
            onOpenChange(false)
            onConfirm()
          }}
        >
          {action}
        </Button>
      </div>
    </Dialog>
  )
}
