'use client'
import { hasTyped } from '@quillwire/editor/folded'
import { Command } from 'cmdk'
import { FileText, House } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { Dialog } from '@/components/ui/dialog.tsx'
import { NoChoices } from '@/components/ui/no-choices.tsx'
import { SearchInput } from '@/components/ui/search-input.tsx'
import type { TreeDocument } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { PathText } from './path-text.tsx'
import { pathOf, placesFor } from './tree-places.ts'
import { useDocumentTree, useMoveDocument } from './use-documents.ts'

/** How many rows are shown; a search finds the others. */
const SHOWN = 50
const TOP = 'top'
const LIST = 'h-64 overflow-y-auto p-1 text-sm'
const NONE: TreeDocument[] = []

interface MoveDialogProps {
  document: Pick<TreeDocument, 'id' | 'title' | 'parentId'>
  open: boolean
  onOpenChange(open: boolean): void
}

/** Chooses the document under which this one is to stand. */
export function MoveDialog({ document, open, onOpenChange }: MoveDialogProps) {
  const title = document.title || 'Untitled'
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Move “${title}”`} className="max-w-md">
      <Places document={document} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function Places({ document, onDone }: { document: MoveDialogProps['document']; onDone(): void }) {
  const [query, setQuery] = useState('')
  const move = useMoveDocument()
  const documents = useDocumentTree()
  const tree = documents.data?.items ?? NONE
  // Sorting is the slow part: it is not repeated with each letter typed.
  const all = useMemo(() => placesFor(tree, document.id), [tree, document.id])
  const places = all
    .filter(({ id, title }) => id !== document.parentId && hasTyped(title, query))
    .slice(0, SHOWN)
  const toTop = document.parentId !== null && hasTyped('top level', query)
  const isEmpty = places.length === 0 && !toTop
  const put = (parentId: string | null, placeName: string) => {
    onDone()
    move.mutate({ document, parentId, placeName })
  }
  return (
    <Command loop shouldFilter={false} label="Search by title" className="overflow-hidden rounded-lg border">
      <SearchInput value={query} onValueChange={setQuery} placeholder="Search by title" />
      {isEmpty && (
        <NoChoices query={documents} nothing="No document that you may edit matches." className={LIST} />
      )}
      <Command.List className={cn(LIST, isEmpty && 'hidden')}>
        {toTop && (
          <Place value={TOP} icon={<House />} onSelect={() => put(null, 'the top level')}>
            Top level
          </Place>
        )}
        {places.map(({ id, title }) => (
          <Place
            key={id}
            value={id}
            icon={<FileText />}
            path={pathOf(tree, id)}
            onSelect={() => put(id, `“${title || 'Untitled'}”`)}
          >
            {title || 'Untitled'}
          </Place>
        ))}
      </Command.List>
    </Command>
  )
}

interface PlaceProps {
  value: string
  icon: ReactNode
  /** The documents above it. */
  path?: readonly string[]
  onSelect(): void
  children: ReactNode
}

function Place({ value, icon, path, onSelect, children }: PlaceProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex items-center gap-2.5 rounded-md px-2.5 py-1.5 pointer-coarse:min-h-11 data-[selected=true]:bg-tint [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-quiet"
    >
      {icon}
      <span className="grid min-w-0">
        <span className="truncate">{children}</span>
        {path && <PathText path={path} className="text-quiet text-xs" />}
      </span>
    </Command.Item>
  )
}
