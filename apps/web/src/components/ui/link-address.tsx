import { cn } from '@/lib/cn.ts'

interface LinkAddressProps {
  label: string
  url: string
  className: string
}

/** The address of a link to give away, whole at a click. */
export function LinkAddress({ label, url, className }: LinkAddressProps) {
  return (
    <input
      readOnly
      aria-label={label}
      value={url}
      className={cn('truncate font-mono', className)}
      onFocus={(event) => event.target.select()}
    />
  )
}
