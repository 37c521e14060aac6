'use client'
import { FolderInput, Trash2 } from 'lucide-react'
import { afterMenu, MenuItem, MenuLine } from '@/components/ui/menu.tsx'
import type { Document } from '@/lib/api-types.ts'
import { useTrashDocument } from './use-documents.ts'

interface MoveAndTrashProps {
  document: Pick<Document, 'id' | 'title'>
  mayTrash: boolean
  onMove(): void
}

/** The end of a document's menu in every list: the actions that take the document from its place. */
export function MoveAndTrash({ document, mayTrash, onMove }: MoveAndTrashProps) {
  const trash = useTrashDocument()
  return (
    <>
      <MenuItem onSelect={() => afterMenu(onMove)}>
        <FolderInput /> Move to…
      </MenuItem>
      {mayTrash && (
        <>
          <MenuLine />
          <MenuItem danger onSelect={() => trash.mutate(document)}>
            <Trash2 /> Move to trash
          </MenuItem>
        </>
      )}
    </>
  )
}
