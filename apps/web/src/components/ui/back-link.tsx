import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

/** Stands above the name of one thing and leads back to the list of all. */
export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="-mt-1 -mb-5 -ml-0.5 inline-flex items-center gap-1 justify-self-start text-quiet py-1 text-sm pointer-coarse:-my-3 pointer-coarse:min-h-11 hover:text-ink"
    >
      <ChevronLeft className="size-4" /> {children}
    </Link>
  )
}
