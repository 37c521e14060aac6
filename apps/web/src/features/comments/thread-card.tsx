'use client'
import { Check, RotateCcw } from 'lucide-react'
import { memo } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Time } from '@/components/ui/time.tsx'
import type { Thread } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { CommentForm } from './comment-form.tsx'
import { CommentView } from './comment-view.tsx'
import { keptText } from './kept-texts.ts'
import { cardOf } from './thread-marks.ts'
import { useChangeThread } from './use-threads.ts'

interface ThreadCardProps {
  documentId: string
  thread: Thread
  /** Its place among all cards, of which not all are drawn. */
  position: number
  count: number
  /** Whether its text is still in the document. */
  anchored: boolean
  active: boolean
  canComment: boolean
  canWrite: boolean
  onActivate(threadId: string): void
}

/**
 * A thread. While it is not looked at, only the comment that began it is shown, so that many find room beside their
 * text. Every letter that anybody writes moves the margin, but does not render a card anew of which nothing changed.
 */
export const ThreadCard = memo(function ThreadCard({
  documentId,
  thread,
  position,
  count,
  anchored,
  active,
  canComment,
  canWrite,
  onActivate,
}: ThreadCardProps) {
  const change = useChangeThread(documentId)
  const reply = `reply.${thread.id}` as const
  const resolved = thread.resolvedAt !== null
  const comments = active ? thread.comments : thread.comments.slice(0, 1)
  const folded = thread.comments.length - comments.length
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the words in it are a button that does the same
    <article
      aria-label={`Comment on “${thread.quote || 'the whole document'}”`}
      aria-posinset={position}
      aria-setsize={count}
      id={cardOf(thread.id)}
      data-thread={thread.id}
      className={cn(
        'grid grid-cols-[minmax(0,1fr)] gap-2.5 rounded-xl border bg-surface p-3 text-sm transition-shadow',
        active ? 'border-accent/50 shadow-md' : 'cursor-pointer shadow-xs hover:shadow-md',
      )}
      onClick={() => onActivate(thread.id)}
    >
      <blockquote
        className={cn(
          'line-clamp-2 border-l-2 pl-2.5 text-(length:--small) text-quiet [border-color:var(--mark)] [unicode-bidi:plaintext]',
          // A card beside its text need not repeat it.
          !active && anchored && !resolved && 'lg:hidden',
        )}
      >
        {thread.quote || 'The whole document'}
        {!anchored && thread.quote && <span className="block text-faint text-xs">This text is gone.</span>}
      </blockquote>
      {comments.map((comment, index) => (
        <CommentView
          key={comment.id}
          documentId={documentId}
          threadId={thread.id}
          comment={comment}
          begins={index === 0}
          brief={!active}
          takesOthers={index === 0 && thread.comments.some(({ own }) => !own)}
          mayEdit={comment.own && canComment}
          mayDelete={(comment.own && canComment) || canWrite}
        >
          {index === 0 && canComment && (
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
        </CommentView>
      ))}
      {folded > 0 && (
        <button
          type="button"
          className="-my-1 justify-self-start py-1 pl-8 text-(length:--small) text-accent hover:underline"
        >
          {folded === 1 ? '1 reply' : `${folded} replies`}
        </button>
      )}
      {thread.resolvedAt && (
        <p className="flex items-center gap-1.5 text-quiet text-xs">
          <Check aria-hidden className="size-3.5 shrink-0 text-good" />
          <span>
            Resolved {thread.resolvedBy && `by ${thread.resolvedBy.name} `}
            <Time iso={thread.resolvedAt} />
          </span>
        </p>
      )}
      {canComment && (active || keptText(reply) !== undefined) && (
        <CommentForm
          name={reply}
          label="Reply"
          action="Reply"
          onSubmit={(body) => change.mutateAsync({ kind: 'reply', threadId: thread.id, body })}
        />
      )}
    </article>
  )
})
