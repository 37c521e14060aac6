import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn.ts'

/** On touch screens no control is smaller than 40 px, which is what a fingertip covers. */
const look = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 forced-colors:border [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-accent-ink hover:bg-accent/90',
        secondary: 'border bg-surface text-ink hover:bg-tint',
        ghost: 'text-quiet hover:bg-tint hover:text-ink',
        danger: 'bg-danger text-danger-ink hover:bg-danger/90',
      },
      size: {
        md: 'h-9 px-3.5 text-sm pointer-coarse:h-11',
        sm: 'h-8 px-2.5 text-(length:--small) pointer-coarse:h-11',
        icon: 'size-9 pointer-coarse:size-11',
        iconSm: 'size-7 pointer-coarse:size-11',
      },
    },
    defaultVariants: { variant: 'primary', size: 'md' },
  },
)

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof look> {
  /** Renders the child, such as a link, with the button's look. */
  asChild?: boolean
}

export function Button({ className, variant, size, asChild, type = 'button', ...props }: ButtonProps) {
  const classes = cn(look({ variant, size }), className)
  return asChild ? (
    <Slot.Root className={classes} {...props} />
  ) : (
    <button type={type} className={classes} {...props} />
  )
}
