'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { Page } from '@/features/shell/page.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { cn } from '@/lib/cn.ts'
import { isAdmin } from '@/lib/is-admin.ts'

const tabs = [
  { name: 'Workspace', href: '/settings', for: 'admins' },
  { name: 'Members', href: '/settings/members', for: 'members' },
  { name: 'Webhooks', href: '/settings/webhooks', for: 'admins' },
  { name: 'Incoming hooks', href: '/settings/incoming-hooks', for: 'admins' },
  { name: 'API keys', href: '/settings/api-keys', for: 'admins' },
  { name: 'Your account', href: '/settings/account', for: 'everybody' },
] as const

export function useIsAdmin(): boolean {
  return isAdmin(useShell()?.me.workspace?.role)
}

/** The settings with their tabs. Whoever may not see a page is told so. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  const path = usePathname()
  const admin = useIsAdmin()
  const role = useShell()?.me.workspace?.role
  const may = { admins: admin, members: admin || role === 'member', everybody: true }
  const current = tabs.findLast(
    ({ href }) => path === href || (href !== '/settings' && path.startsWith(href)),
  )
  return (
    <Page title="Settings">
      <div className="border-b">
        {/* A little wider than the page, for the outline of the focused tab; on a phone as wide as the screen. */}
        <nav
          aria-label="Settings"
          className="scroll-shade -mx-5 flex gap-6 overflow-x-auto px-5 sm:-mx-1 sm:px-1"
        >
          {tabs
            .filter((tab) => may[tab.for])
            .map(({ name, href }) => (
              <Link
                key={href}
                href={href}
                ref={current?.href === href ? intoView : undefined}
                aria-current={current?.href === href ? 'page' : undefined}
                className={cn(
                  'relative whitespace-nowrap border-transparent border-b-2 py-2 text-quiet -outline-offset-2 pointer-coarse:py-3 text-sm before:absolute before:-inset-x-3 before:inset-y-0 hover:text-ink forced-colors:border-[Canvas]',
                  current?.href === href &&
                    'border-accent font-medium text-ink forced-colors:border-[Highlight]',
                )}
              >
                {name}
              </Link>
            ))}
        </nav>
      </div>
      {may[current?.for ?? 'admins'] ? (
        children
      ) : (
        <p className="text-quiet">
          Only {current?.for === 'members' ? 'members' : 'admins'} of the workspace see these settings.
        </p>
      )}
    </Page>
  )
}

/** Scrolls the open tab into view: on a narrow screen the tabs do not all fit. */
function intoView(tab: HTMLElement | null) {
  const row = tab?.parentElement
  if (tab && row) row.scrollLeft = tab.offsetLeft - row.offsetLeft + (tab.offsetWidth - row.clientWidth) / 2
}

export function Section({
  title,
  lead,
  actions,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-start gap-3">
        <div className="grid min-w-[min(14rem,100%)] flex-1 gap-0.5 max-sm:basis-full">
          <h2 className="font-semibold text-base tracking-tight">{title}</h2>
          {lead && <p className="text-quiet text-sm leading-relaxed">{lead}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
