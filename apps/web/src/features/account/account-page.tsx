import type { ReactNode } from 'react'
import { Wordmark } from '@/components/logo.tsx'

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
      <section className="flex flex-col justify-center gap-8 px-6 py-12 sm:px-14">
        <Wordmark />
        <div className="grid gap-2">
          <h1 className="font-serif text-3xl tracking-tight">{title}</h1>
          <p className="text-quiet leading-relaxed">{lead}</p>
        </div>
        {children}
        <p className="text-quiet text-sm">{foot}</p>
      </section>
      <aside aria-hidden className="relative hidden overflow-hidden border-l bg-sunken lg:block">
        <div className="absolute inset-0 grid place-items-center p-16">
          <div className="grid w-full max-w-md gap-5 rounded-2xl border bg-surface p-10 shadow-sm">
            <div className="h-5 w-2/3 rounded bg-ink/80" />
            <div className="grid gap-3">
              {['w-full', 'w-11/12', 'w-4/5', 'w-full', 'w-2/3'].map((width, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a drawing that never changes
                <div key={index} className={`h-2.5 rounded bg-line ${width}`} />
              ))}
            </div>
            <div className="flex items-center gap-2">
              <div className="h-2.5 w-1/3 rounded bg-line" />
              <div className="h-5 w-0.5 bg-accent" />
              <div className="rounded bg-accent px-1.5 py-0.5 font-medium text-[11px] text-accent-ink">
                Ada
              </div>
            </div>
          </div>
        </div>
      </aside>
    </main>
  )
}
