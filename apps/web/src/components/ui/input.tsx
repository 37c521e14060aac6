import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn.ts'

// 16 px on touch screens: iOS zooms in on a field with smaller letters, and stays there.
const look =
  'w-full rounded-md border bg-surface px-3 text-sm text-ink pointer-coarse:text-[max(16px,0.875rem)] transition-shadow placeholder:text-faint focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-bad'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={cn(look, 'h-9 pointer-coarse:h-11', className)} {...props} />
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea className={cn(look, 'min-h-20 py-2 leading-relaxed', className)} {...props} />
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return (
    <select
      className={cn(
        look,
        'select-arrow h-9 w-auto pointer-coarse:h-11 cursor-pointer appearance-none pr-8',
        className,
      )}
      {...props}
    />
  )
}

export function Checkbox({ className, ...props }: ComponentProps<'input'>) {
  return <input type="checkbox" className={cn('checkbox size-4 shrink-0', className)} {...props} />
}
