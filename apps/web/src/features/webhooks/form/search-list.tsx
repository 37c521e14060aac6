'use client'
import type { UseQueryResult } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Plus, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { NoChoices } from '@/components/ui/no-choices.tsx'
import { SearchInput } from '@/components/ui/search-input.tsx'
import { cn } from '@/lib/cn.ts'
import { type FilterKind, FilterName, filterIcons } from '../filter-name.tsx'

interface Named {
  id: string
  name: string
}

interface SearchListProps {
  label: string
  hint: string
  /** The label of the button that opens the search. */
  action: string
  error: string | undefined
  kind: FilterKind
  value: Named[]
  onChange(value: Named[]): void
  /** A hook that returns the matches for what is typed. */
  useFound(query: string): UseQueryResult<(Named & { detail?: string })[]>
}

/** A list with a search that adds to it. */
export function SearchList({ label, hint, action, error, kind, value, onChange, useFound }: SearchListProps) {
  const listId = useId()
  const noteId = `${listId}-note`
  const [open, setOpen] = useState(false)
  return (
    <fieldset
      aria-labelledby={listId}
      aria-describedby={noteId}
      className="grid grid-cols-[minmax(0,1fr)] gap-2"
    >
      <div className="grid gap-0.5">
        <span id={listId} className="font-medium text-(length:--small)">
          {label}
        </span>
        {error ? (
          <p id={noteId} role="alert" className="text-(length:--small) text-bad">
            {error}
          </p>
        ) : (
          <p id={noteId} className="text-(length:--small) text-quiet">
            {hint}
          </p>
        )}
      </div>
      <ul className="flex flex-wrap items-center gap-1.5">
        {value.map(({ id, name }) => (
          <li
            key={id}
            className="flex h-8 max-w-72 pointer-coarse:h-11 items-center gap-1 rounded-md bg-tint pr-1 pl-2.5 text-(length:--small)"
          >
            <span id={`${listId}-${id}`} className="flex min-w-0">
              <FilterName kind={kind} id={id} known={name} />
            </span>
            <Button
              variant="ghost"
              size="iconSm"
              className="size-6.5"
              id={`${listId}-${id}-remove`}
              aria-label="Remove"
              aria-labelledby={`${listId}-${id}-remove ${listId}-${id}`}
              onClick={() => onChange(value.filter((one) => one.id !== id))}
            >
              <X />
            </Button>
          </li>
        ))}
        <li>
          <Popover.Root open={open} onOpenChange={setOpen}>
            <Popover.Trigger asChild>
              <Button
                variant="secondary"
                size="sm"
                aria-invalid={error ? true : undefined}
                aria-describedby={error ? noteId : undefined}
              >
                <Plus /> {action}
              </Button>
            </Popover.Trigger>
            <Popover.Portal>
              <Popover.Content
                align="start"
                sideOffset={6}
                // Otherwise the panel behind would take the wheel events.
                onWheel={(event) => event.stopPropagation()}
                className="z-60 w-80 max-w-[calc(100vw-2rem)] overflow-hidden rounded-lg border bg-surface shadow-lg"
              >
                <Search
                  kind={kind}
                  useFound={useFound}
                  without={value}
                  onChoose={(chosen) => {
                    onChange([...value, chosen])
                    setOpen(false)
                  }}
                />
              </Popover.Content>
            </Popover.Portal>
          </Popover.Root>
        </li>
      </ul>
    </fieldset>
  )
}

interface SearchProps extends Pick<SearchListProps, 'kind' | 'useFound'> {
  without: Named[]
  onChoose(chosen: Named): void
}

const LIST = 'h-56 overflow-y-auto p-1 text-sm'

function Search({ kind, useFound, without, onChoose }: SearchProps) {
  const [query, setQuery] = useState('')
  const found = useFound(query)
  const Icon = filterIcons[kind]
  const label = kind === 'document' ? 'Search by title' : 'Search by name or e-mail'
  const items = found.data?.filter(({ id }) => without.every((one) => one.id !== id)) ?? []
  return (
    <Command loop shouldFilter={false} label={label}>
      <SearchInput value={query} onValueChange={setQuery} placeholder={label} />
      {items.length === 0 && <NoChoices query={found} nothing="Nothing else matches." className={LIST} />}
      <Command.List className={cn(LIST, items.length === 0 && 'hidden')}>
        {items.map(({ id, name, detail }) => (
          <Command.Item
            key={id}
            value={id}
            onSelect={() => onChoose({ id, name })}
            className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 pointer-coarse:min-h-11 data-[selected=true]:bg-tint"
          >
            <Icon className="size-4 shrink-0 text-quiet" />
            <span className="truncate">{name}</span>
            {detail && <span className="truncate text-(length:--small) text-quiet">{detail}</span>}
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  )
}
