'use client'
import { FileText, MoreHorizontal, Pencil } from 'lucide-react'
import { useRef, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Input } from '@/components/ui/input.tsx'
import { afterMenu, Menu, MenuItem } from '@/components/ui/menu.tsx'
import { Time } from '@/components/ui/time.tsx'
import type { Document } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { isComposing } from '@/lib/composing.ts'
import { DocumentLink } from './document-link.tsx'
import { MoveAndTrash } from './move-and-trash.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { PathText } from './path-text.tsx'
import { useRenameDocument } from './use-documents.ts'

interface DocumentRowProps {
  document: Document
  /** The titles above it, which tell it from others with the same title. */
  path: readonly string[]
  first: boolean
}

/** A document in the list of all documents, with its actions. */
export function DocumentRow({ document, path, first }: DocumentRowProps) {
  const [renaming, setRenaming] = useState(false)
  const [moving, setMoving] = useState(false)
  const canWrite = document.role === 'owner' || document.role === 'editor'
  const title = document.title || 'Untitled'
  return (
    <li className="group relative flex min-h-[4.4933rem] items-center gap-4 px-3 py-3 hover:bg-tint/70">
      <FileText aria-hidden className="size-5 shrink-0 stroke-[1.5] text-faint" />
      {renaming ? (
        <RenameForm document={document} onDone={() => setRenaming(false)} />
      ) : (
        <DocumentLink
          ahead={first}
          id={document.id}
          className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-0.5 after:absolute after:inset-0"
        >
          <span className="truncate font-medium">{title}</span>
          <span className="flex text-(length:--small) text-quiet">
            {path.length > 0 && (
              <>
                <PathText path={path} className="sm:max-w-1/2 sm:shrink-0" />
                <span className="shrink-0 whitespace-pre max-sm:hidden">{' · '}</span>
              </>
            )}
            {/* A phone has room for only one of path and name. */}
            <bdi className={cn('truncate', path.length > 0 && 'max-sm:hidden')}>
              {document.createdBy.name}
            </bdi>
            <span className="shrink-0 whitespace-pre max-sm:hidden">
              {` · ${document.wordCount.toLocaleString('en')} ${document.wordCount === 1 ? 'word' : 'words'}`}
            </span>
            <span className="shrink-0 whitespace-pre sm:hidden">
              {' · '}
              <Time iso={document.updatedAt} />
            </span>
          </span>
        </DocumentLink>
      )}
      <span className="hidden text-(length:--small) text-quiet tabular-nums sm:block">
        <Time iso={document.updatedAt} />
      </span>
      {canWrite && (
        <Menu
          trigger={
            <Button
              variant="ghost"
              size="iconSm"
              className="relative z-10"
              aria-label={`Actions for ${title}`}
            >
              <MoreHorizontal />
            </Button>
          }
        >
          <MenuItem onSelect={() => afterMenu(() => setRenaming(true))}>
            <Pencil /> Rename
          </MenuItem>
          <MoveAndTrash document={document} mayTrash={document.canShare} onMove={() => setMoving(true)} />
        </Menu>
      )}
      <MoveDialog document={document} open={moving} onOpenChange={setMoving} />
    </li>
  )
}

/** Stays open, with what was typed, until the server has saved it. */
function RenameForm({ document, onDone }: { document: Document; onDone(): void }) {
  const rename = useRenameDocument()
  const settled = useRef(false)
  const finish = (title: string | null) => {
    if (settled.current) return
    settled.current = true
    if (title === null || title.trim() === document.title) return onDone()
    rename.mutate(
      { id: document.id, title: title.trim() },
      {
        onSuccess: onDone,
        onError: () => {
          settled.current = false
        },
      },
    )
  }
  return (
    <Input
      autoFocus
      aria-label="New title"
      readOnly={rename.isPending}
      className="relative z-10 flex-1"
      defaultValue={document.title}
      onFocus={(event) => event.target.select()}
      onBlur={(event) => finish(event.target.value)}
      onKeyDown={(event) => {
        if (isComposing(event)) return
        if (event.key === 'Enter') finish(event.currentTarget.value)
        if (event.key === 'Escape') finish(null)
      }}
    />
  )
}
