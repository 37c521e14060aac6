import type { ReactNode } from 'react'
import { Wordmark } from './logo.tsx'
import { PageTitle } from './page-title.tsx'

/** A page with a single message, such as “not found”. */
export function NoticePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-6">
      <PageTitle title={title} />
      <div className="grid max-w-md grid-cols-[minmax(0,1fr)] justify-items-start gap-5">
        <Wordmark />
        <h1 className="max-w-full font-serif text-3xl tracking-tight [overflow-wrap:anywhere]">{title}</h1>
        <div className="grid gap-5 text-quiet leading-relaxed">{children}</div>
      </div>
    </main>
  )
}
