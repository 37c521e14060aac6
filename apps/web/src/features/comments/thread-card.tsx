'use client'
import { Check, MoreHorizontal, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Avatar, Time } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import { Confirm } from '@/components/ui/dialog.tsx'
import { Menu, MenuItem } from '@/components/ui/menu.tsx'
import type { Comment, Thread } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { CommentForm } from './comment-form.tsx'
import { useChangeThread } from './use-threads.ts'

interface ThreadCardProps {
  documentId: string
  thread: Thread
  /** Whether its text is still in the document. */
  anchored: boolean
  active: boolean
  canComment: boolean
  canWrite: boolean
  onActivate(): void
}

export function ThreadCard({
  documentId,
  thread,
  anchored,
  active,
  canComment,
  canWrite,
  onActivate,
}: ThreadCardProps) {
  const change = useChangeThread(documentId)
  const resolved = thread.resolvedAt !== null
  return (
    <article
      aria-label={`Comment on “${thread.quote || 'the whole document'}”`}
      data-thread={thread.id}
      className={cn(
        'grid gap-3 rounded-xl border bg-surface p-3.5 text-sm transition-shadow',
        active ? 'border-accent/50 shadow-md' : 'shadow-xs',
      )}
      onClick={onActivate}
      onKeyDown={(event) => event.key === 'Enter' && event.target === event.currentTarget && onActivate()}
    >
      <header className="flex items-start gap-1">
        <blockquote className="line-clamp-2 min-w-0 flex-1 border-mark border-l-2 pl-2.5 text-[13px] text-quiet [border-color:var(--mark)]">
          {thread.quote || 'The whole document'}
          {!anchored && thread.quote && <span className="block text-faint text-xs">This text is gone.</span>}
        </blockquote>
        {canComment && (
          <Button
            variant="ghost"
            size="iconSm"
            aria-label={resolved ? 'Reopen' : 'Resolve'}
            title={resolved ? 'Reopen' : 'Resolve'}
            onClick={() => change.mutate({ kind: resolved ? 'reopen' : 'resolve', threadId: thread.id })}
          >
            {resolved ? <RotateCcw /> : <Check />}
          </Button>
        )}
      </header>
      {thread.comments.map((comment, index) => (
        <CommentView
          key={comment.id}
          documentId={documentId}
          threadId={thread.id}
          comment={comment}
          begins={index === 0}
          takesOthers={index === 0 && thread.comments.some(({ own }) => !own)}
          mayEdit={comment.own && canComment}
          mayDelete={(comment.own && canComment) || canWrite}
        />
      ))}
      {canComment && active && (
        <CommentForm
          label="Reply"
          action="Reply"
          onSubmit={(body) => change.mutateAsync({ kind: 'reply', threadId: thread.id, body })}
        />
      )}
    </article>
  )
}

interface CommentViewProps {
  documentId: string
  threadId: string
  comment: Comment
  /** The thread goes with the comment that began it. */
  begins: boolean
  /** With it go words of others. */
  takesOthers: boolean
  mayEdit: boolean
  mayDelete: boolean
}

function CommentView(props: CommentViewProps) {
  const { documentId, threadId, comment, begins, takesOthers, mayEdit, mayDelete } = props
  const [editing, setEditing] = useState(false)
  const [asking, setAsking] = useState(false)
  const change = useChangeThread(documentId)
  const remove = () => change.mutate({ kind: 'delete-comment', threadId, commentId: comment.id })
  return (
    <div className="grid gap-1.5">
      <div className="flex items-center gap-2">
        <Avatar name={comment.author.name} id={comment.author.id} className="size-6 text-[10px]" />
        <span className="truncate font-medium">{comment.author.name}</span>
        <span className="flex-1 truncate text-faint text-xs">
          <Time iso={comment.createdAt} />
          {comment.editedAt && ' · edited'}
        </span>
        {(mayEdit || mayDelete) && (
          <Menu
            trigger={
              <Button variant="ghost" size="iconSm" aria-label="Actions for the comment">
                <MoreHorizontal />
              </Button>
            }
          >
            {mayEdit && (
              <MenuItem onSelect={() => setEditing(true)}>
                <Pencil /> Edit
              </MenuItem>
            )}
            {mayDelete && (
              <MenuItem danger onSelect={takesOthers ? () => setAsking(true) : remove}>
                <Trash2 /> {begins ? 'Delete the thread' : 'Delete'}
              </MenuItem>
            )}
          </Menu>
        )}
      </div>
      {editing ? (
        <CommentForm
          autoFocus
          label="Edit the comment"
          action="Save"
          initial={comment.body}
          onCancel={() => setEditing(false)}
          onSubmit={async (body) => {
            await change.mutateAsync({ kind: 'edit', threadId, commentId: comment.id, body })
            setEditing(false)
          }}
        />
      ) : (
        <p className="whitespace-pre-wrap break-words pl-8 leading-relaxed">{comment.body}</p>
      )}
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Delete the thread?"
        description="What other people wrote in it goes too, for everybody. Resolving it instead keeps it to be read."
        action="Delete the thread"
        onConfirm={remove}
      />
    </div>
  )
}
