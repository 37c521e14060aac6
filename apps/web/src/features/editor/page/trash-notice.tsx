'use client'
import type * as Y from 'yjs'
import { Button } from '@/components/ui/button.tsx'
import { useRestoreDocument } from '@/features/documents/use-documents.ts'

interface TrashNoticeProps {
  documentId: string
  title: Y.Text
  mayRestore: boolean
}

/** Above a document that is in the trash, with the way out of it. */
export function TrashNotice({ documentId, title, mayRestore }: TrashNoticeProps) {
  const restore = useRestoreDocument()
  return (
    <div
      role="status"
      className="flex items-center justify-center gap-3 print:hidden bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      This document is in the trash.
      {mayRestore && (
        <Button
          variant="secondary"
          size="sm"
          onClick={() => restore.mutate({ id: documentId, title: title.toString() })}
        >
          Restore
        </Button>
      )}
    </div>
  )
}
