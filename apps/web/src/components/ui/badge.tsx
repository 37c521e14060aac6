import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn.ts'

const tones = {
  plain: 'bg-tint text-quiet',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
}

export function Badge({
  tone = 'plain',
  className,
  ...props
}: ComponentProps<'span'> & { tone?: keyof typeof tones }) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1 rounded-full px-2 py-0.5 font-medium text-xs tabular-nums forced-colors:border',
        tones[tone],
        className,
      )}
      {...props}
    />
  )
}
