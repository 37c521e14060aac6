import {
  ArrowDownToLine,
  KeyRound,
  Moon,
  Plus,
  Settings,
  Sun,
  Trash2,
  UserRound,
  Users,
  Webhook,
} from 'lucide-react'
import type { ReactNode } from 'react'
import type { WorkspaceRole } from '@/lib/api-types.ts'
import { isAdmin } from '../../lib/is-admin.ts'

export interface PaletteAction {
  id: string
  name: string
  icon: ReactNode
  /** Where it leads; the palette itself runs actions without a path. */
  path?: string
  /** Who may do it; everybody if undefined. */
  for?: 'members' | 'admins'
}

const actions: PaletteAction[] = [
  { id: 'new', name: 'New document', icon: <Plus />, for: 'members' },
  { id: 'trash', name: 'Trash', icon: <Trash2 />, path: '/trash' },
  { id: 'members', name: 'Members', icon: <Users />, path: '/settings/members', for: 'members' },
  { id: 'settings', name: 'Settings', icon: <Settings />, path: '/settings', for: 'admins' },
  { id: 'webhooks', name: 'Webhooks', icon: <Webhook />, path: '/settings/webhooks', for: 'admins' },
  {
    id: 'incoming-hooks',
    name: 'Incoming hooks',
    icon: <ArrowDownToLine />,
    path: '/settings/incoming-hooks',
    for: 'admins',
  },
  { id: 'api-keys', name: 'API keys', icon: <KeyRound />, path: '/settings/api-keys', for: 'admins' },
  { id: 'account', name: 'Your account', icon: <UserRound />, path: '/settings/account' },
]

/** The actions whose name contains the query. */
export function paletteActions(query: string, { role, dark }: { role: WorkspaceRole; dark: boolean }) {
  const wanted = query.trim().toLowerCase()
  const theme: PaletteAction = {
    id: 'theme',
    name: dark ? 'Light theme' : 'Dark theme',
    icon: dark ? <Sun /> : <Moon />,
  }
  return [...actions, theme].filter(
    (action) => isFor(role, action.for) && action.name.toLowerCase().includes(wanted),
  )
}

function isFor(role: WorkspaceRole, whom: PaletteAction['for']): boolean {
  if (whom === 'admins') return isAdmin(role)
  return whom === undefined || role !== 'guest'
}
