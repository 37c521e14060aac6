'use client'
import { Check, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Avatar } from '@/components/ui/avatar.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine } from '@/components/ui/menu.tsx'
import type { Me } from '@/lib/api-types.ts'
import { useSignOut } from './sign-out.tsx'

const themes = [
  { id: 'light', name: 'Light', icon: <Sun /> },
  { id: 'dark', name: 'Dark', icon: <Moon /> },
  { id: 'system', name: 'System', icon: <Monitor /> },
]

/** The menu of the signed-in person: theme, account, sign-out. */
export function PersonMenu({ me }: { me: Me }) {
  const router = useRouter()
  const { theme, setTheme } = useTheme()
  const { signOut, question } = useSignOut()
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            className="flex min-w-0 items-center gap-2.5 rounded-md px-2 py-1.5 text-left pointer-coarse:min-h-11 hover:bg-line/50"
          >
            <Avatar name={me.principal.name} id={me.principal.id} />
            <span className="grid min-w-0 flex-1">
              <span className="truncate font-medium text-sm leading-tight">{me.principal.name}</span>
              <span className="truncate text-quiet text-xs">{me.principal.email}</span>
              <span className="sr-only">Your account</span>
            </span>
          </button>
        }
      >
        <MenuLabel>Theme</MenuLabel>
        {themes.map(({ id, name, icon }) => (
          <MenuItem key={id} onSelect={() => setTheme(id)}>
            {icon}
            <span className="flex-1">{name}</span>
            {theme === id && <Check role="img" aria-label="Chosen" />}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem onSelect={() => router.push('/settings/account')}>
          <UserRound /> Your account
        </MenuItem>
        <MenuItem onSelect={signOut}>
          <LogOut /> Sign out
        </MenuItem>
      </Menu>
      {question}
    </>
  )
}
