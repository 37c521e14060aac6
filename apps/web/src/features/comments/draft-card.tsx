'use client'
import { CommentForm } from './comment-form.tsx'

interface DraftCardProps {
  documentId: string
  quote: string
  onCancel(): void
  onSubmit(body: string): Promise<void>
}

/** The thread that is being written. */
export function DraftCard({ documentId, quote, onCancel, onSubmit }: DraftCardProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-xl border border-accent/50 bg-surface p-3.5 text-sm shadow-md">
      <blockquote className="line-clamp-2 border-l-2 pl-2.5 text-(length:--small) text-quiet [border-color:var(--mark)] [unicode-bidi:plaintext]">
        {quote}
      </blockquote>
      <CommentForm
        autoFocus
        name={`new.${documentId}`}
        label="Write a comment"
        action="Comment"
        onCancel={onCancel}
        onSubmit={onSubmit}
      />
    </div>
  )
}
