'use client'
import { MoreHorizontal, Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Avatar } from '@/components/ui/avatar.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { afterMenu, Menu, MenuItem } from '@/components/ui/menu.tsx'
import { Time } from '@/components/ui/time.tsx'
import type { Comment } from '@/lib/api-types.ts'
import { CommentForm } from './comment-form.tsx'
import { keptText } from './kept-texts.ts'
import { useDeleteComment } from './use-delete-comment.ts'
import { useChangeThread } from './use-threads.ts'

interface CommentViewProps {
  documentId: string
  threadId: string
  comment: Comment
  /** Whether this comment began the thread, which is deleted with it. */
  begins: boolean
  /** Whether only its first lines are shown, which lead to the rest. */
  brief: boolean
  /** Whether words of others are deleted with it. */
  takesOthers: boolean
  mayEdit: boolean
  mayDelete: boolean
  /** The actions for the thread. */
  children?: ReactNode
}

/** One comment of a thread, with what one may do to it. */
export function CommentView(props: CommentViewProps) {
  const { documentId, threadId, comment, begins, brief, takesOthers, mayEdit, mayDelete } = props
  const text = `edit.${comment.id}` as const
  const [editing, setEditing] = useState(() => keptText(text) !== undefined)
  const [asking, setAsking] = useState(false)
  const change = useChangeThread(documentId)
  const deletion = useDeleteComment(documentId)
  const doomed = { threadId, commentId: comment.id, begins }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
      <div className="flex min-h-7 items-center gap-1">
        <Avatar
          name={comment.author.name}
          id={comment.author.id}
          className="mr-1 size-6 text-(length:--least)"
        />
        {/* Where there is no room for both, the time goes below: a truncated name could be anybody's. */}
        <div className="flex min-w-0 grow flex-wrap items-baseline gap-x-2 py-0.5 leading-snug">
          <span className="truncate font-medium">{comment.author.name}</span>
          <span className="shrink-0 text-faint text-xs">
            <Time iso={comment.createdAt} />
            {comment.editedAt && ' · edited'}
          </span>
        </div>
        {props.children}
        {(mayEdit || mayDelete) && (
          <Menu
            trigger={
              <Button variant="ghost" size="iconSm" aria-label="Actions for the comment">
                <MoreHorizontal />
              </Button>
            }
          >
            {mayEdit && (
              <MenuItem onSelect={() => afterMenu(() => setEditing(true))}>
                <Pencil /> Edit
              </MenuItem>
            )}
            {mayDelete && (
              <MenuItem
                danger
                onSelect={() => afterMenu(() => (takesOthers ? setAsking(true) : deletion.offerUndo(doomed)))}
              >
                <Trash2 /> {begins ? 'Delete the thread' : 'Delete'}
              </MenuItem>
            )}
          </Menu>
        )}
      </div>
      {editing ? (
        <CommentForm
          autoFocus
          name={text}
          label="Edit the comment"
          action="Save"
          initial={comment.body}
          onCancel={() => setEditing(false)}
          onSubmit={async (body) => {
            await change.mutateAsync({ kind: 'edit', threadId, commentId: comment.id, body })
            setEditing(false)
          }}
        />
      ) : brief ? (
        <button type="button" aria-expanded={false} className="-my-0.5 ml-8 py-0.5 text-left leading-relaxed">
          <span className="line-clamp-3 break-words [unicode-bidi:plaintext]">{comment.body}</span>
        </button>
      ) : (
        <p className="whitespace-pre-wrap break-words pl-8 leading-relaxed [unicode-bidi:plaintext]">
          {comment.body}
        </p>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete the thread?"
        description="What other people wrote in it goes too, for everybody. If you resolve it instead, it can still be read."
        action="Delete the thread"
        onConfirm={() => deletion.now(doomed)}
      />
    </div>
  )
}
