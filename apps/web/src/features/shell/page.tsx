import type { ReactNode } from 'react'
import { SideBarButton } from './shell.tsx'

/** A page of the shell: a heading, its actions, and the content in a readable width. */
export function Page({
  title,
  actions,
  children,
}: {
  title: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <main className="mx-auto grid w-full max-w-4xl grid-cols-[minmax(0,1fr)] content-start gap-6 px-5 pt-5 pb-20 sm:px-10 sm:pt-12">
      <header className="flex min-h-10 flex-wrap items-center gap-x-2 gap-y-3 sm:gap-x-4">
        <SideBarButton />
        <h1 className="min-w-min flex-1 font-serif text-3xl tracking-tight">{title}</h1>
        {actions}
      </header>
      {children}
    </main>
  )
}
