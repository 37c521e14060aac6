import { cn } from '@/lib/cn.ts'

interface LinkAddressProps {
  label: string
  /** Null if the server can no longer read it. */
  url: string | null
  className: string
}

/** The address of a link to pass on. A click selects all of it. */
export function LinkAddress({ label, url, className }: LinkAddressProps) {
  return (
    <input
      readOnly
      aria-label={label}
      value={url ?? 'It works, but can no longer be shown'}
      className={cn('truncate font-mono', className)}
      onFocus={(event) => event.target.select()}
    />
  )
}
