import { ArrowDownToLine, KeyRound, Moon, Plus, Settings, Sun, Trash2, Users, Webhook } from 'lucide-react'
import type { ReactNode } from 'react'

export interface PaletteAction {
  id: string
  name: string
  icon: ReactNode
  /** Where it leads; actions without a path are the palette's own. */
  path?: string
  forAdmins?: boolean
}

const actions: PaletteAction[] = [
  { id: 'new', name: 'New document', icon: <Plus /> },
  { id: 'trash', name: 'Trash', icon: <Trash2 />, path: '/trash' },
  { id: 'members', name: 'Members', icon: <Users />, path: '/settings/members' },
  { id: 'settings', name: 'Settings', icon: <Settings />, path: '/settings', forAdmins: true },
  { id: 'webhooks', name: 'Webhooks', icon: <Webhook />, path: '/settings/webhooks', forAdmins: true },
  {
    id: 'incoming-hooks',
    name: 'Incoming hooks',
    icon: <ArrowDownToLine />,
    path: '/settings/incoming-hooks',
    forAdmins: true,
  },
  { id: 'api-keys', name: 'API keys', icon: <KeyRound />, path: '/settings/api-keys', forAdmins: true },
]

/** What can be done whose name has the query in it. */
export function paletteActions(query: string, { admin, dark }: { admin: boolean; dark: boolean }) {
  const wanted = query.trim().toLowerCase()
  const theme: PaletteAction = {
    id: 'theme',
    name: dark ? 'Light theme' : 'Dark theme',
    icon: dark ? <Sun /> : <Moon />,
  }
  return [...actions, theme].filter(
    ({ name, forAdmins }) => (admin || !forAdmins) && name.toLowerCase().includes(wanted),
  )
}
