'use client'
import { FileText, PanelLeftClose, Plus, Search, Settings, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { LinkPending } from '@/components/ui/link-pending.tsx'
import { DocumentTree } from '@/features/documents/document-tree.tsx'
import { useCreateDocument } from '@/features/documents/use-documents.ts'
import type { Me, WorkspaceRole } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { isAdmin } from '@/lib/is-admin.ts'
import { PersonMenu } from './person-menu.tsx'
import { Shortcut } from './shortcut.tsx'
import { WorkspaceMenu } from './workspace-menu.tsx'

interface SideBarProps {
  me: Me
  onClose(): void
  onPalette(): void
  onNavigate?(): void
}

export function SideBar({ me, onClose, onPalette, onNavigate }: SideBarProps) {
  const create = useCreateDocument()
  return (
    <nav aria-label="Workspace" className="flex h-full flex-col gap-1 overflow-y-auto overflow-x-hidden p-3">
      <div className="flex items-center gap-1 pb-1">
        <WorkspaceMenu me={me} />
        <Button variant="ghost" size="iconSm" aria-label="Close the side bar" onClick={onClose}>
          <PanelLeftClose />
        </Button>
      </div>
      <button
        type="button"
        onClick={onPalette}
        className="flex min-h-8 shrink-0 items-center gap-2.5 rounded-md border pointer-coarse:min-h-11 bg-surface px-2.5 text-faint text-sm hover:text-quiet"
      >
        <Search className="size-4" />
        <span className="flex-1 text-left">Search or jump to</span>
        <Shortcut letter="K" />
      </button>
      <div className="grid gap-px pt-2">
        <SideLink href="/" icon={<FileText />} onNavigate={onNavigate}>
          All documents
        </SideLink>
        <SideLink href="/trash" icon={<Trash2 />} onNavigate={onNavigate}>
          Trash
        </SideLink>
        <SideLink
          href={settingsFor(me.workspace?.role)}
          match="/settings"
          icon={<Settings />}
          onNavigate={onNavigate}
        >
          Settings
        </SideLink>
      </div>
      <div className="flex items-center justify-between px-2 pt-4 pb-0.5">
        <h2 className="font-medium text-quiet text-xs">Documents</h2>
        {me.workspace?.role !== 'guest' && (
          <Button
            variant="ghost"
            size="iconSm"
            aria-label="New document"
            disabled={create.isPending}
            onClick={() => {
              create.mutate({})
              onNavigate?.()
            }}
          >
            <Plus />
          </Button>
        )}
      </div>
      <DocumentTree onNavigate={onNavigate} />
      {/* The list of documents goes on behind this edge. */}
      <div className="-mx-3 -mb-1 grid border-t px-3 pt-2">
        <PersonMenu me={me} />
      </div>
    </nav>
  )
}

/** The first settings page that this role may see. */
function settingsFor(role: WorkspaceRole | undefined): string {
  if (isAdmin(role)) return '/settings'
  return role === 'member' ? '/settings/members' : '/settings/account'
}

interface SideLinkProps {
  href: string
  match?: string
  icon: ReactNode
  children: ReactNode
  onNavigate: (() => void) | undefined
}

function SideLink({ href, match = href, icon, children, onNavigate }: SideLinkProps) {
  const path = usePathname()
  const current = match === '/' ? path === '/' : path.startsWith(match)
  return (
    <Link
      href={href}
      {...(onNavigate ? { onClick: onNavigate } : {})}
      aria-current={current ? 'page' : undefined}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md px-2 text-quiet pointer-coarse:h-11 text-sm hover:bg-line/50 hover:text-ink has-data-pending:bg-line/60 has-data-pending:text-ink [&_svg]:size-4',
        current && 'bg-line/60 font-medium text-ink',
      )}
    >
      {icon}
      {children}
      <LinkPending />
    </Link>
  )
}
