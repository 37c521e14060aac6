'use client'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { MessageSquare, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Failure } from '@/components/ui/bits.tsx'
import { Button } from '@/components/ui/button.tsx'
import type { Thread } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import { type Anchor, rangeOf } from './anchor.ts'
import { CommentForm } from './comment-form.tsx'
import { ThreadCard } from './thread-card.tsx'
import { useChangeThread } from './use-threads.ts'

export interface Draft {
  anchor: Anchor
  quote: string
}

interface ThreadMarginProps {
  documentId: string
  editor: Editor
  threads: Thread[]
  /** Why the threads are not known; null where they are. */
  failure: string | null
  onRetry(): void
  draft: Draft | null
  onDraft(draft: Draft | null): void
  active: string | null
  onActive(threadId: string | null): void
  canComment: boolean
  canWrite: boolean
  onClose(): void
}

const GAP = 12

/** The threads beside their text: each at the height of its anchor, pushed down where they would overlap. */
export function ThreadMargin(props: ThreadMarginProps) {
  const { documentId, editor, threads, draft, onDraft, active, onActive } = props
  const [showResolved, setShowResolved] = useState(false)
  const change = useChangeThread(documentId)
  const open = threads.filter(({ resolvedAt }) => !resolvedAt)
  const resolved = threads.filter(({ resolvedAt }) => resolvedAt)
  const shown = showResolved ? resolved : open
  const container = useRef<HTMLDivElement>(null)
  const tops = useTops(editor, container, shown, draft)

  return (
    <aside
      aria-label="Comments"
      className="max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-30 max-lg:max-h-[62dvh] max-lg:overflow-y-auto max-lg:rounded-t-2xl max-lg:border-t max-lg:bg-paper max-lg:p-4 max-lg:shadow-2xl lg:w-80 lg:shrink-0 lg:pr-6"
    >
      <div className="flex items-center gap-1 pb-3 lg:pt-2">
        <div role="tablist" aria-label="Which comments" className="flex flex-1 gap-1">
          {(
            [
              ['Open', open.length, false],
              ['Resolved', resolved.length, true],
            ] as const
          ).map(([name, count, value]) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={showResolved === value}
              className={cn(
                'rounded-md px-2 py-1 text-[13px] text-quiet hover:text-ink',
                showResolved === value && 'bg-sunken font-medium text-ink',
              )}
              onClick={() => setShowResolved(value)}
            >
              {name} {count > 0 && <span className="text-faint tabular-nums">{count}</span>}
            </button>
          ))}
        </div>
        <Button variant="ghost" size="iconSm" aria-label="Close the comments" onClick={props.onClose}>
          <X />
        </Button>
      </div>
      {props.failure && <Failure message={props.failure} onRetry={props.onRetry} />}
      {!props.failure && shown.length === 0 && !draft && (
        <p className="flex items-start gap-2.5 rounded-xl border border-dashed p-4 text-quiet text-sm leading-relaxed">
          <MessageSquare className="mt-0.5 size-4 shrink-0 text-faint" />
          {showResolved ? 'Nothing is resolved yet.' : 'Select some text and choose Comment.'}
        </p>
      )}
      <div ref={container} className="relative grid gap-3 lg:block">
        {draft && (
          <div
            data-card="draft"
            className="card-place lg:absolute lg:inset-x-0"
            style={{ top: tops.get('draft') ?? 0 }}
          >
            <div className="grid gap-3 rounded-xl border border-accent/50 bg-surface p-3.5 text-sm shadow-md">
              <blockquote className="line-clamp-2 border-l-2 pl-2.5 text-[13px] text-quiet [border-color:var(--mark)]">
                {draft.quote}
              </blockquote>
              <CommentForm
                autoFocus
                label="Write a comment"
                action="Comment"
                onCancel={() => onDraft(null)}
                onSubmit={async (body) => {
                  const thread = await change.mutateAsync({ kind: 'start', ...draft, body })
                  onDraft(null)
                  onActive(thread?.id ?? null)
                }}
              />
            </div>
          </div>
        )}
        {shown.map((thread) => (
          <div
            key={thread.id}
            data-card={thread.id}
            className="card-place lg:absolute lg:inset-x-0"
            style={{ top: tops.get(thread.id) ?? 0 }}
          >
            <ThreadCard
              documentId={documentId}
              thread={thread}
              anchored={rangeOf(editor.state, thread.anchor) !== null}
              active={active === thread.id}
              canComment={props.canComment}
              canWrite={props.canWrite}
              onActivate={() => onActive(thread.id)}
            />
          </div>
        ))}
      </div>
    </aside>
  )
}

/** The height at which each card stands, from where its text stands. */
function useTops(
  editor: Editor,
  container: React.RefObject<HTMLDivElement | null>,
  threads: Thread[],
  draft: Draft | null,
) {
  const [tops, setTops] = useState(new Map<string, number>())
  const [measured, measureAgain] = useState(0)
  // The text moves with every edit of anybody.
  const version = useEditorState({ editor, selector: ({ transactionNumber }) => transactionNumber })

  // biome-ignore lint/correctness/useExhaustiveDependencies: with the threads and the draft the cards are others
  useEffect(() => {
    const element = container.current
    if (!element) return
    const observer = new ResizeObserver(() => measureAgain((count) => count + 1))
    observer.observe(editor.view.dom)
    for (const card of element.children) observer.observe(card)
    return () => observer.disconnect()
  }, [editor, container, threads.length, draft])

  // biome-ignore lint/correctness/useExhaustiveDependencies: version and measured say when to look again
  useLayoutEffect(() => {
    const element = container.current
    if (!element) return
    const origin = element.getBoundingClientRect().top
    const wanted = [
      ...threads.map(({ id, anchor }) => ({ id, anchor })),
      ...(draft ? [{ id: 'draft', anchor: draft.anchor }] : []),
    ]
      .map(({ id, anchor }) => {
        const range = rangeOf(editor.state, anchor)
        return { id, top: range ? editor.view.coordsAtPos(range.from).top - origin : 0 }
      })
      .sort((a, b) => a.top - b.top)
    let free = 0
    const next = new Map<string, number>()
    for (const { id, top } of wanted) {
      const place = Math.max(top, free)
      next.set(id, place)
      const card = element.querySelector<HTMLElement>(`[data-card="${id}"]`)
      free = place + (card?.offsetHeight ?? 100) + GAP
    }
    element.style.minHeight = window.matchMedia('(min-width: 1024px)').matches ? `${free}px` : ''
    setTops((before) => (same(before, next) ? before : next))
  }, [editor, container, threads, draft, version, measured])
  return tops
}

function same(a: Map<string, number>, b: Map<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, top]) => b.get(id) === top)
}
