'use client'
import { Command } from 'cmdk'
import { FileSearch, FileText } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { NoChoices } from '@/components/ui/no-choices.tsx'
import { useOpener } from '@/components/ui/use-opener.ts'
import { PathText } from '@/features/documents/path-text.tsx'
import { useCreateDocument } from '@/features/documents/use-documents.ts'
import type { Me } from '@/lib/api-types.ts'
import { isComposing } from '@/lib/composing.ts'
import { type PaletteAction, paletteActions } from './palette-actions.tsx'
import { useDocumentSearch } from './use-document-search.ts'

interface CommandPaletteProps {
  open: boolean
  onOpenChange(open: boolean): void
  /** Called when this document is opened. */
  onOpen(documentId: string): void
  me: Me
}

/** ⌘K: finds documents by title and actions by name. On touch screens it stays above the on-screen keyboard. */
export function CommandPalette({ open, onOpenChange, onOpen, me }: CommandPaletteProps) {
  const giveBack = useOpener(open)
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-ink/25 dark:bg-black/55" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveBack}
          className="fixed top-[14vh] left-1/2 pointer-coarse:top-3 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl border bg-surface shadow-2xl"
        >
          <Dialog.Title className="sr-only">Search or jump to</Dialog.Title>
          <Palette me={me} onOpen={onOpen} onDone={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const MOVES = new Set(['ArrowDown', 'ArrowUp', 'Home', 'End', 'Tab'])

/**
 * The first row is chosen until the person chooses another, whatever rows come and go. People type and press Enter
 * without looking. An Enter before the answer has come waits for it, so that it never opens a row of an earlier query.
 */
function Palette({ me, onOpen, onDone }: Pick<CommandPaletteProps, 'me' | 'onOpen'> & { onDone(): void }) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState('')
  const [entered, setEntered] = useState(false)
  const byHand = useRef(false)
  const router = useRouter()
  const create = useCreateDocument()
  const { resolvedTheme, setTheme } = useTheme()
  const dark = resolvedTheme === 'dark'

  const { documents, more, query: search, settled } = useDocumentSearch(query)
  const all = query.trim() && more ? [allWith(query.trim())] : []
  const actions = paletteActions(query, { role: me.workspace?.role ?? 'member', dark })
  const rows = [...documents, ...all, ...actions].map(({ id }) => id)
  const chose = rows.includes(chosen)
  const value = chose ? chosen : (rows[0] ?? '')

  const open = (id: string) => {
    onDone()
    onOpen(id)
    router.push(`/d/${id}`)
  }
  const run = ({ id, path }: PaletteAction) => {
    onDone()
    if (path) router.push(path)
    else if (id === 'theme') setTheme(dark ? 'light' : 'dark')
    else create.mutate({})
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the awaited answer has come
  useEffect(() => {
    if (!entered || !settled) return
    setEntered(false)
    // What was meant may be what could not be found: then the first row is something else.
    if (search.isLoadingError && documents.length === 0) return
    const action = [...all, ...actions].find(({ id }) => id === value)
    if (action) run(action)
    else if (value) open(value)
  }, [entered, settled])

  const onKeyDown = (event: KeyboardEvent) => {
    if (MOVES.has(event.key)) byHand.current = true
    if (event.key !== 'Enter' || isComposing(event) || settled || chose) return
    event.preventDefault()
    setEntered(true)
  }
  const onQuery = (next: string) => {
    setQuery(next)
    setChosen('')
    setEntered(false)
  }
  // The list also moves its choice by itself when rows come and go: that is not the person's choice.
  const onValue = (next: string) => {
    if (byHand.current) setChosen(next)
    byHand.current = false
  }
  const actionRow = (action: PaletteAction) => (
    <Item
      key={action.id}
      value={action.id}
      icon={action.icon}
      onSelect={() => run(action)}
      onPoint={setChosen}
    >
      {action.name}
    </Item>
  )
  return (
    <Command
      loop
      shouldFilter={false}
      label="Search or jump to"
      disablePointerSelection
      value={value}
      onValueChange={onValue}
      onKeyDown={onKeyDown}
    >
      <Command.Input
        value={query}
        onValueChange={onQuery}
        placeholder="Search documents, or type what to do"
        className="h-13 w-full border-b bg-transparent px-5 text-base outline-none pointer-coarse:text-[max(16px,1rem)] placeholder:text-faint"
      />
      {(rows.length === 0 || (documents.length === 0 && search.isLoadingError)) && (
        <NoChoices query={search} nothing="Nothing matches." className="p-2 text-sm" />
      )}
      <Command.List
        hidden={rows.length === 0}
        className="max-h-[52vh] pointer-coarse:max-h-[34dvh] overflow-y-auto p-2 text-sm [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-quiet [&_[cmdk-group-heading]]:text-xs"
      >
        {documents.length > 0 && (
          <Command.Group heading="Documents">
            {documents.map(({ id, title, path }) => (
              <Item
                key={id}
                value={id}
                icon={<FileText />}
                path={path}
                onSelect={() => open(id)}
                onPoint={setChosen}
              >
                {title || 'Untitled'}
              </Item>
            ))}
            {all.map(actionRow)}
          </Command.Group>
        )}
        {actions.length > 0 && <Command.Group heading="Actions">{actions.map(actionRow)}</Command.Group>}
      </Command.List>
    </Command>
  )
}

/** Leads to the page that lists all matches. */
function allWith(query: string): PaletteAction {
  return {
    id: 'all',
    name: `All with “${query}” in the title`,
    icon: <FileSearch />,
    path: `/?${new URLSearchParams({ query })}`,
  }
}

interface ItemProps {
  value: string
  icon: ReactNode
  /** The titles above it, which tell it from others with the same name. */
  path?: readonly string[]
  onSelect(): void
  /** Called when the mouse moves over it. */
  onPoint(value: string): void
  children: ReactNode
}

function Item({ value, icon, path, onSelect, onPoint, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      onMouseMove={() => onPoint(value)}
      className="flex items-center gap-3 rounded-md px-3 py-2 pointer-coarse:min-h-11 data-[selected=true]:bg-tint [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-quiet"
    >
      {icon}
      <span className="truncate">{children}</span>
      {path && <PathText path={path} className="ml-auto max-w-1/2 shrink-0 text-quiet text-xs" />}
    </Command.Item>
  )
}
