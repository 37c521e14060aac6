import type { ReactNode } from 'react'
import { cn } from '@/lib/cn.ts'
import { Button } from './ui/button.tsx'

interface SubmitButtonProps {
  submitting: boolean
  /** False until the page's scripts handle the form: the button cannot be pressed yet, but looks as if it could. */
  ready?: boolean
  className?: string
  children: ReactNode
}

export function SubmitButton({ submitting, ready = true, className, children }: SubmitButtonProps) {
  return (
    <Button
      type="submit"
      disabled={submitting || !ready}
      className={cn(className, !ready && 'disabled:opacity-100')}
    >
      {children}
    </Button>
  )
}
