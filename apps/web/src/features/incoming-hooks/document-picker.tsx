'use client'
import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { ChevronsUpDown, FileText } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type Ref, useState } from 'react'
import { NoChoices } from '@/components/ui/no-choices.tsx'
import { SearchInput } from '@/components/ui/search-input.tsx'
import { PathText } from '@/features/documents/path-text.tsx'
import { pathOf } from '@/features/documents/tree-places.ts'
import { useDocumentTree } from '@/features/documents/use-documents.ts'
import { api } from '@/lib/api.ts'
import type { Document, List } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'

export interface PickedDocument {
  id: string
  title: string
}

interface DocumentPickerProps {
  id: string
  /** For the button. */
  ref?: Ref<HTMLButtonElement>
  value: PickedDocument | null
  onChange(document: PickedDocument): void
  'aria-invalid'?: true
  'aria-describedby'?: string
}

/** Chooses one of the documents that the person may write, by a part of its title. */
export function DocumentPicker({ value, onChange, ...control }: DocumentPickerProps) {
  const [open, setOpen] = useState(false)
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        {...control}
        className="flex h-9 w-full pointer-coarse:h-11 items-center gap-2 rounded-md border bg-surface px-3 text-left text-sm aria-invalid:border-bad"
      >
        <FileText className="size-4 shrink-0 text-faint" />
        <span className={cn('min-w-0 flex-1 truncate', !value && 'text-faint')}>
          {value ? value.title || 'Untitled' : 'Choose a document'}
        </span>
        <ChevronsUpDown className="size-4 shrink-0 text-faint" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          className="z-60 w-(--radix-popover-trigger-width) overflow-hidden rounded-lg border bg-surface shadow-lg"
        >
          <Choices
            onChoose={(document) => {
              onChange(document)
              setOpen(false)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

const LIST = 'max-h-56 overflow-y-auto p-1 text-sm'

function Choices({ onChoose }: { onChoose(document: PickedDocument): void }) {
  const [query, setQuery] = useState('')
  const tree = useDocumentTree().data?.items ?? []
  const found = useQuery({
    queryKey: ['documents', 'picker', query],
    queryFn: () => api<List<Document>>('GET', `/documents?limit=20&query=${encodeURIComponent(query)}`),
    placeholderData: (before) => before,
  })
  const writable = found.data?.items.filter(({ role }) => role === 'owner' || role === 'editor') ?? []
  return (
    <Command loop shouldFilter={false} label="Search by title">
      <SearchInput value={query} onValueChange={setQuery} placeholder="Search by title" />
      {writable.length === 0 && (
        <NoChoices query={found} nothing="No document that you may edit matches." className={LIST} />
      )}
      <Command.List className={cn(LIST, writable.length === 0 && 'hidden')}>
        {writable.map(({ id, title }) => (
          <Command.Item
            key={id}
            value={id}
            onSelect={() => onChoose({ id, title })}
            className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 pointer-coarse:min-h-11 data-[selected=true]:bg-tint"
          >
            <FileText className="size-4 shrink-0 text-quiet" />
            <span className="truncate">{title || 'Untitled'}</span>
            <PathText path={pathOf(tree, id)} className="ml-auto max-w-1/2 shrink-0 text-quiet text-xs" />
          </Command.Item>
        ))}
      </Command.List>
    </Command>
  )
}
