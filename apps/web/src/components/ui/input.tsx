import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn.ts'

const look =
  'w-full rounded-md border bg-surface px-3 text-sm text-ink transition-shadow placeholder:text-faint focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-bad'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={cn(look, 'h-9', className)} {...props} />
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea className={cn(look, 'min-h-20 py-2 leading-relaxed', className)} {...props} />
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return (
    <select
      className={cn(
        look,
        'h-9 w-auto cursor-pointer appearance-none bg-[length:10px] bg-[position:right_0.7rem_center] bg-no-repeat pr-8',
        "bg-[url('data:image/svg+xml;utf8,<svg_xmlns=%22http://www.w3.org/2000/svg%22_viewBox=%220_0_10_6%22><path_d=%22M1_1l4_4_4-4%22_fill=%22none%22_stroke=%22%23888%22_stroke-width=%221.5%22/></svg>')]",
        className,
      )}
      {...props}
    />
  )
}

export function Checkbox({ className, ...props }: ComponentProps<'input'>) {
  return <input type="checkbox" className={cn('size-4 shrink-0 rounded accent-accent', className)} {...props} />
}
