'use client'
import { Check } from 'lucide-react'
import { Logo } from '@/components/logo.tsx'
import { Menu, MenuItem, MenuLabel } from '@/components/ui/menu.tsx'
import type { Me } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { chooseWorkspace } from '@/lib/workspace-cookie.ts'

/** The name of the workspace; for people with several, a menu that leads to the others. */
export function WorkspaceMenu({ me }: { me: Me }) {
  const name = me.workspace?.name ?? 'No workspace'
  const label = (
    <>
      <Logo className="size-6 shrink-0" />
      <span className="min-w-0 flex-1 truncate text-left font-semibold text-sm">{name}</span>
    </>
  )
  const look = 'flex h-9 min-w-0 pointer-coarse:h-11 flex-1 items-center gap-2.5 rounded-md px-2'
  if (me.workspaces.length < 2)
    return (
      <div className={look} title={name}>
        {label}
      </div>
    )
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" aria-label={`Workspace: ${name}`} className={cn(look, 'hover:bg-line/50')}>
          {label}
        </button>
      }
    >
      <MenuLabel>Workspaces</MenuLabel>
      {me.workspaces.map(({ id, name: other }) => (
        <MenuItem
          key={id}
          onSelect={() => {
            chooseWorkspace(id)
            window.location.assign('/')
          }}
        >
          <span className="min-w-0 flex-1 truncate">{other}</span>
          {id === me.workspace?.id && <Check role="img" aria-label="This one" />}
        </MenuItem>
      ))}
    </Menu>
  )
}
