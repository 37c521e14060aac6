import { cn } from '@/lib/cn.ts'

/** A quill whose stroke runs on as a wire. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 32 32"
      role="img"
      aria-label="Quillwire"
      className={cn('size-7 text-accent', className)}
    >
      <path
        d="M26.5 3.5C17 4.5 9.8 10.6 8.6 20.4c4.6.3 8.6-1 11.4-3.6-1.7.3-3 .2-4.300-.2 3.900-.6 6.700-2.500 8.300-5.600-1.400.5-2.700.6-4 .4 3.800-1.200 6-3.900 6.500-7.900Z"
        fill="currentColor"
      />
      <path
        d="M18.500 10.500C13.500 13.700 9.800 18.300 7.600 24.200c-.6 1.700.2 3.300 2 3.300h4.200c2.600 0 2.600-4 5.200-4s2.600 4 5.200 4h4.300"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.700"
        strokeLinecap="round"
      />
    </svg>
  )
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2">
      <Logo />
      <span className="font-semibold font-serif text-xl tracking-tight">Quillwire</span>
    </span>
  )
}
