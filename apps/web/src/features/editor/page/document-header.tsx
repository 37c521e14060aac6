'use client'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import {
  Copy,
  Download,
  FolderInput,
  MessageSquare,
  MoreHorizontal,
  Pencil,
  Share2,
  Trash2,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { Button } from '@/components/ui/button.tsx'
import { afterMenu, Menu, MenuItem, MenuLine } from '@/components/ui/menu.tsx'
import { useThreads } from '@/features/comments/use-threads.ts'
import { MoveDialog } from '@/features/documents/move-dialog.tsx'
import { useDocumentTree, useTrashDocument } from '@/features/documents/use-documents.ts'
import { ShareDialog } from '@/features/sharing/share-dialog.tsx'
import { useShell } from '@/features/shell/shell.tsx'
import { api, messageOf } from '@/lib/api.ts'
import { copyText } from '@/lib/copy-text.ts'
import type { CollaborationState } from '../collaboration/collaboration-state.ts'
import { Presence } from '../presence/presence.tsx'
import { StatusBadge } from '../status/status-badge.tsx'
import { StatusNews } from '../status/status-news.tsx'
import { HeaderBar } from './header-bar.tsx'

interface DocumentHeaderProps {
  documentId: string
  title: string
  state: CollaborationState
  /** Whether the document can be read here, even where the server does not let us in at the moment. */
  isReadable: boolean
  provider: HocuspocusProvider | null
  trashed: boolean
  commentsOpen: boolean
  onComments(): void
  /** Leads to the title, which is edited where it stands. */
  onRename(): void
}

export function DocumentHeader({
  documentId,
  title,
  state,
  isReadable,
  provider,
  trashed,
  commentsOpen,
  onComments,
  onRename,
}: DocumentHeaderProps) {
  const [sharing, setSharing] = useState(false)
  const [moving, setMoving] = useState(false)
  const router = useRouter()
  const trash = useTrashDocument()
  const member = useShell() !== null
  const mayPlace = state.canWrite && member && !trashed
  const mayTrash = state.canShare && member && !trashed
  const name = title.trim() || 'Untitled'

  async function markdown(use: (text: Promise<string>) => Promise<unknown>) {
    try {
      await use(api<string>('GET', `/documents/${documentId}/content?format=markdown`))
    } catch (error) {
      toast.error(messageOf(error))
    }
  }

  return (
    <HeaderBar documentId={documentId} title={name}>
      {state.refusal === null && (
        <>
          <StatusBadge state={state} />
          <StatusNews state={state} />
        </>
      )}
      {/* Nothing can be done with a document that cannot be read here. */}
      {isReadable && (
        <>
          {provider && <Presence provider={provider} />}
          <CommentsButton documentId={documentId} pressed={commentsOpen} onClick={onComments} />
          {member && !trashed && (
            <Button
              size="sm"
              variant="secondary"
              className="max-sm:min-w-11"
              onClick={() => setSharing(true)}
            >
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
              <MenuItem onSelect={() => afterMenu(onRename)}>
                <Pencil /> Rename
              </MenuItem>
            )}
            {mayPlace && (
              <MenuItem onSelect={() => afterMenu(() => setMoving(true))}>
                <FolderInput /> Move to…
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
            <MenuItem onSelect={() => markdown(async (text) => download(`${name}.md`, await text))}>
              <Download /> Download Markdown
            </MenuItem>
            {mayTrash && (
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
      {moving && <Move documentId={documentId} title={name} onDone={() => setMoving(false)} />}
      <ShareDialog
        documentId={documentId}
        title={name}
        mayShare={state.canShare}
        open={sharing}
        onOpenChange={setSharing}
      />
    </HeaderBar>
  )
}

interface CommentsButtonProps {
  documentId: string
  pressed: boolean
  onClick(): void
}

/** With the number of threads that are open. */
function CommentsButton({ documentId, pressed, onClick }: CommentsButtonProps) {
  const count = useThreads(documentId).data?.filter(({ resolvedAt }) => !resolvedAt).length ?? 0
  return (
    <Button
      variant="ghost"
      size="iconSm"
      aria-label={count > 0 ? `Comments: ${count} open` : 'Comments'}
      title="Comments"
      aria-pressed={pressed}
      className="w-auto min-w-7 gap-1 px-1.5 tabular-nums pointer-coarse:w-auto pointer-coarse:min-w-11 pointer-coarse:px-2 aria-pressed:bg-accent-soft aria-pressed:text-accent"
      onClick={onClick}
    >
      <MessageSquare /> {count > 0 && <span className="text-xs">{count}</span>}
    </Button>
  )
}

function Move({ documentId, title, onDone }: { documentId: string; title: string; onDone(): void }) {
  const parentId = useDocumentTree().data?.items.find(({ id }) => id === documentId)?.parentId ?? null
  return <MoveDialog open document={{ id: documentId, title, parentId }} onOpenChange={onDone} />
}

function download(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name.replaceAll(/[/\\:*?"<>|]/g, '-')
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
