'use client'
import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import {
  ArrowDownToLine,
  FileText,
  KeyRound,
  Moon,
  Plus,
  Settings,
  Sun,
  Trash2,
  Users,
  Webhook,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Dialog } from 'radix-ui'
import { type ReactNode, useEffect, useState } from 'react'
import { useCreateDocument } from '@/features/documents/use-documents.ts'
import { api } from '@/lib/api.ts'
import type { Document, List, Me } from '@/lib/api-types.ts'

interface CommandPaletteProps {
  open: boolean
  onOpenChange(open: boolean): void
  me: Me
}

/** ⌘K: documents by title, and everything else by name. */
export function CommandPalette({ open, onOpenChange, me }: CommandPaletteProps) {
  const [query, setQuery] = useState('')
  const router = useRouter()
  const create = useCreateDocument()
  const { resolvedTheme, setTheme } = useTheme()
  useEffect(() => {
    if (open) setQuery('')
  }, [open])
  const found = useQuery({
    queryKey: ['documents', 'palette', query],
    queryFn: () => api<List<Document>>('GET', `/documents?limit=8&query=${encodeURIComponent(query)}`),
    enabled: open,
    placeholderData: (before) => before,
  })
  const run = (action: () => void) => () => {
    onOpenChange(false)
    action()
  }
  const admin = me.workspace?.role === 'owner' || me.workspace?.role === 'admin'
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-ink/25 dark:bg-black/55" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl border bg-surface shadow-2xl"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Command loop shouldFilter={false}>
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder="Search documents, or type what to do"
              className="h-13 w-full border-b bg-transparent px-5 text-base outline-none placeholder:text-faint"
            />
            <Command.List className="max-h-[52vh] overflow-y-auto p-2 text-sm [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-quiet [&_[cmdk-group-heading]]:text-xs">
              <Command.Empty className="px-3 py-6 text-center text-quiet">Nothing matches.</Command.Empty>
              {(found.data?.items.length ?? 0) > 0 && (
                <Command.Group heading="Documents">
                  {found.data?.items.map(({ id, title }) => (
                    <Item
                      key={id}
                      value={id}
                      icon={<FileText />}
                      onSelect={run(() => router.push(`/d/${id}`))}
                    >
                      {title || 'Untitled'}
                    </Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Actions">
                {actions
                  .filter(
                    ({ name, forAdmins }) =>
                      (admin || !forAdmins) && name.toLowerCase().includes(query.toLowerCase()),
                  )
                  .map(({ name, icon, path }) => (
                    <Item
                      key={name}
                      value={name}
                      icon={icon}
                      onSelect={run(() => (path ? router.push(path) : create.mutate({})))}
                    >
                      {name}
                    </Item>
                  ))}
                {'change the theme to dark or light'.includes(query.toLowerCase()) && (
                  <Item
                    value="theme"
                    icon={resolvedTheme === 'dark' ? <Sun /> : <Moon />}
                    onSelect={run(() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark'))}
                  >
                    {resolvedTheme === 'dark' ? 'Light theme' : 'Dark theme'}
                  </Item>
                )}
              </Command.Group>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const actions = [
  { name: 'New document', icon: <Plus />, path: null, forAdmins: false },
  { name: 'Trash', icon: <Trash2 />, path: '/trash', forAdmins: false },
  { name: 'Members', icon: <Users />, path: '/settings/members', forAdmins: false },
  { name: 'Settings', icon: <Settings />, path: '/settings', forAdmins: true },
  { name: 'Webhooks', icon: <Webhook />, path: '/settings/webhooks', forAdmins: true },
  {
    name: 'Incoming hooks',
    icon: <ArrowDownToLine />,
    path: '/settings/incoming-hooks',
    forAdmins: true,
  },
  { name: 'API keys', icon: <KeyRound />, path: '/settings/api-keys', forAdmins: true },
]

function Item({
  value,
  icon,
  onSelect,
  children,
}: {
  value: string
  icon: ReactNode
  onSelect(): void
  children: ReactNode
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex items-center gap-3 rounded-md px-3 py-2 data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:text-quiet"
    >
      {icon}
      <span className="truncate">{children}</span>
    </Command.Item>
  )
}
