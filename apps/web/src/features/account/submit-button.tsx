import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { cn } from '@/lib/cn.ts'

interface SubmitButtonProps {
  submitting: boolean
  /** False until the page's scripts have the form: it is not to be pressed yet, and looks as it will. */
  ready?: boolean
  children: ReactNode
}

export function SubmitButton({ submitting, ready = true, children }: SubmitButtonProps) {
  return (
    <Button
      type="submit"
      disabled={submitting || !ready}
      className={cn('mt-1 h-10', !ready && 'disabled:opacity-100')}
    >
      {children}
    </Button>
  )
}
