'use client'
import { MoreHorizontal, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Menu, MenuItem } from '@/components/ui/menu.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import type { TreeDocument } from '@/lib/api-types.ts'
import { MoveAndTrash } from './move-and-trash.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { useCreateDocument } from './use-documents.ts'

interface TreeRowActionsProps {
  document: TreeDocument
  onNavigate: (() => void) | undefined
}

/** The actions of a row of the tree. They take no room until the row is hovered, focused or touched. */
export function TreeRowActions({ document, onNavigate }: TreeRowActionsProps) {
  const [moving, setMoving] = useState(false)
  const create = useCreateDocument()
  const mayCreate = useShell()?.me.workspace?.role !== 'guest'
  const title = document.title || 'Untitled'
  const createInside = () => {
    create.mutate({ parentId: document.id })
    onNavigate?.()
  }
  return (
    <span className="flex w-0 shrink-0 overflow-hidden has-data-[state=open]:w-auto group-focus-within:w-auto group-hover:w-auto pointer-coarse:w-auto">
      {mayCreate && (
        <Button
          variant="ghost"
          size="iconSm"
          // On touch screens there is no room for two buttons; the menu has this action too.
          className="size-6.5 -outline-offset-2 hover:bg-line pointer-coarse:hidden"
          aria-label={`New document inside ${title}`}
          title="New document inside"
          disabled={create.isPending}
          onClick={createInside}
        >
          <Plus />
        </Button>
      )}
      <Menu
        align="start"
        trigger={
          <Button
            variant="ghost"
            size="iconSm"
            className="size-6.5 -outline-offset-2 hover:bg-line pointer-coarse:size-11"
            aria-label={`More for ${title}`}
          >
            <MoreHorizontal />
          </Button>
        }
      >
        {mayCreate && (
          <MenuItem onSelect={createInside}>
            <Plus /> New document inside
          </MenuItem>
        )}
        <MoveAndTrash document={document} mayTrash onMove={() => setMoving(true)} />
      </Menu>
      {moving && <MoveDialog open document={document} onOpenChange={setMoving} />}
    </span>
  )
}
