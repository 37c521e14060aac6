import type { ReactNode } from 'react'
import { Wordmark } from '@/components/logo.tsx'
import { AccountPicture } from './account-picture.tsx'

export function AccountPage({
  title,
  lead,
  children,
  foot,
}: {
  title: string
  lead: ReactNode
  children: ReactNode
  foot: ReactNode
}) {
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(26rem,34rem)_1fr]">
      {/* Not centred: the content begins at a height that neither a message nor later content below can change. */}
      <section className="flex min-w-0 flex-col gap-8 px-6 pt-[max(3rem,18svh)] pb-12 sm:px-14">
        <Wordmark />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <h1 className="font-serif text-3xl tracking-tight [overflow-wrap:anywhere]">{title}</h1>
          {lead && <p className="text-quiet leading-relaxed">{lead}</p>}
        </div>
        {children}
        {foot && <p className="text-quiet text-sm">{foot}</p>}
      </section>
      <div aria-hidden className="hidden place-items-center overflow-hidden border-l bg-sunken p-16 lg:grid">
        <AccountPicture />
      </div>
    </main>
  )
}
