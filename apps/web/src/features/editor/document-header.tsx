'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { Copy, Download, MessageSquare, MoreHorizontal, Pencil, Share2, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { copyText } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu.tsx'
import { useTrashDocument } from '@/features/documents/use-documents.ts'
import { ShareDialog } from '@/features/sharing/share-dialog.tsx'
import { SideBarButton, useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { Presence } from './presence.tsx'
import { StatusBadge } from './status-badge.tsx'
import type { CollaborationState } from './use-collaboration.ts'

interface DocumentHeaderProps {
  documentId: string
  title: string
  state: CollaborationState
  provider: HocuspocusProvider | null
  trashed: boolean
  commentsOpen: boolean
  onComments(): void
  /** Leads to the title, which is renamed where it stands. */
  onRename(): void
}

export function DocumentHeader({
  documentId,
  title,
  state,
  provider,
  trashed,
  commentsOpen,
  onComments,
  onRename,
}: DocumentHeaderProps) {
  const [sharing, setSharing] = useState(false)
  const router = useRouter()
  const trash = useTrashDocument()
  const member = useShell() !== null
  // Nothing can be done with a document that the server does not give.
  const open = state.refusal === null
  const name = title.trim() || 'Untitled'

  async function markdown(use: (text: string) => unknown) {
    try {
      await use(await api<string>('GET', `/documents/${documentId}/content?format=markdown`))
    } catch (error) {
      toast.error(messageOf(error))
    }
  }

  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-paper/90 px-3 backdrop-blur sm:gap-3 sm:px-4">
      <SideBarButton />
      {member ? (
        <Breadcrumb documentId={documentId} title={name} />
      ) : (
        <span className="min-w-0 flex-1 truncate text-quiet text-sm max-sm:hidden">{name}</span>
      )}
      <span className="flex-1 sm:hidden" />
      {open && (
        <>
          <StatusBadge state={state} />
          {provider && <Presence provider={provider} />}
          <Button
            variant="ghost"
            size="iconSm"
            aria-label="Comments"
            aria-pressed={commentsOpen}
            className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
            onClick={onComments}
          >
            <MessageSquare />
          </Button>
          {member && !trashed && (
            <Button size="sm" variant="secondary" onClick={() => setSharing(true)}>
              <Share2 /> <span className="max-sm:sr-only">Share</span>
            </Button>
          )}
          <Menu
            trigger={
              <Button variant="ghost" size="iconSm" aria-label="More actions">
                <MoreHorizontal />
              </Button>
            }
          >
            {state.canWrite && (
              <MenuItem onSelect={onRename}>
                <Pencil /> Rename
              </MenuItem>
            )}
            <MenuItem
              onSelect={() =>
                markdown(async (text) => {
                  await copyText(text)
                  toast('Copied as Markdown.')
                })
              }
            >
              <Copy /> Copy as Markdown
            </MenuItem>
            <MenuItem onSelect={() => markdown((text) => download(`${name}.md`, text))}>
              <Download /> Download Markdown
            </MenuItem>
            {state.canWrite && member && (
              <>
                <MenuLine />
                <MenuItem
                  danger
                  onSelect={() =>
                    trash.mutate({ id: documentId, title }, { onSuccess: () => router.push('/') })
                  }
                >
                  <Trash2 /> Move to trash
                </MenuItem>
              </>
            )}
          </Menu>
        </>
      )}
      <ShareDialog
        documentId={documentId}
        title={name}
        mayShare={state.canWrite}
        open={sharing}
        onOpenChange={setSharing}
      />
    </header>
  )
}

function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replaceAll(/[/\\:*?"<>|]/g, '-')
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
