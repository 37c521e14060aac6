'use client'
import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { MessageSquare } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { LoadFailure } from '@/components/ui/load-failure.tsx'
import { ShowMoreButton } from '@/components/ui/show-more.tsx'
import { Skeleton } from '@/components/ui/skeleton.tsx'
import type { Thread } from '@/lib/api-types.ts'
import { cn } from '@/lib/cn.ts'
import type { Anchor } from './anchor.ts'
import { likelyHeight } from './card-height.ts'
import { DraftCard } from './draft-card.tsx'
import { MarginHead } from './margin-head.tsx'
import { passagesOf } from './passages.ts'
import { showBoth, standsAt } from './show-both.ts'
import { ThreadCard } from './thread-card.tsx'
import { useCardPlaces } from './use-card-places.ts'
import { useChangeThread, type useThreads } from './use-threads.ts'

export interface Draft {
  /** A new one for each draft that is begun. */
  key: number
  anchor: Anchor
  quote: string
}

interface ThreadMarginProps {
  documentId: string
  editor: Editor
  /** The threads, as far as they are read. */
  reading: ReturnType<typeof useThreads>
  draft: Draft | null
  /** The draft was sent or dropped. Returns whether it is still the one being written. */
  onDone(draft: Draft): boolean
  active: string | null
  onActive(threadId: string | null): void
  canComment: boolean
  canWrite: boolean
  onClose(): void
}

const NO_THREADS: Thread[] = []
/** Resolved threads pile up over the years: this many are shown at once, and as many more on each request. */
const RESOLVED_STEP = 50

/** The id, among threads, of the one that is being written. */
export const DRAFT = 'draft'

/** The threads beside their text. On narrow screens they lie at the foot of the window, and the text above them. */
export function ThreadMargin(props: ThreadMarginProps) {
  const { documentId, editor, reading, draft, onDone, active, onActive } = props
  const threads = reading.data ?? NO_THREADS
  const [tab, setTab] = useState('Open')
  const [resolvedShown, setResolvedShown] = useState(RESOLVED_STEP)
  const showResolved = tab === 'Resolved'
  const change = useChangeThread(documentId)
  const { open, resolved, shown } = useMemo(() => {
    const open = threads.filter(({ resolvedAt }) => !resolvedAt)
    const resolved = threads.filter(({ resolvedAt }) => resolvedAt)
    return {
      open,
      resolved,
      shown: new Map((showResolved ? resolved : open).map((thread) => [thread.id, thread])),
    }
  }, [threads, showResolved])
  // The text moves with anybody's edits, and with nothing else: others' cursors are transactions, too.
  const doc = useEditorState({ editor, selector: () => editor.state.doc, equalityFn: Object.is })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the places are those in this text
  const all = useMemo(
    () => passagesOf(editor, [...shown.values(), ...(draft ? [{ id: DRAFT, ...draft }] : [])]),
    [editor, doc, shown, draft],
  )
  const passages = useMemo(
    () => (showResolved ? all.slice(0, resolvedShown) : all),
    [showResolved, all, resolvedShown],
  )
  const lookedAt = draft ? DRAFT : active
  /** The card out of sight, above the one that was looked at, that the keyboard has led to. */
  const [led, setLed] = useState<{ to: string; from: string | null } | null>(null)
  const level = led && led.from === lookedAt ? led.to : lookedAt
  const isOpen = draft !== null || open.some(({ id }) => id === active)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another is looked at; resolving one leads nowhere else
  useEffect(() => {
    if (isOpen) setTab('Open')
  }, [draft, active])

  const panel = useRef<HTMLElement>(null)
  const container = useRef<HTMLDivElement>(null)
  const placeOf = useCardPlaces({
    editor,
    panel,
    container,
    passages,
    lookedAt: level,
    likelyHeight(id, inList) {
      const thread = shown.get(id)
      return thread ? likelyHeight(thread, inList) : 0
    },
  })
  const passage = passages.find(({ id }) => id === level)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each thread that is looked at, when it is there
  useEffect(() => {
    if (!passage) return
    // By the next frame the cards stand where they should for it.
    const frame = requestAnimationFrame(() => {
      if (panel.current) showBoth(editor, passage, panel.current)
    })
    return () => cancelAnimationFrame(frame)
  }, [passage?.id])

  return (
    <Tabs.Root
      asChild
      value={tab}
      onValueChange={(next) => {
        setTab(next)
        // The active thread is not in this tab: a click on its text should lead back to it.
        onActive(null)
      }}
    >
      <aside
        ref={panel}
        aria-label="Comments"
        className="print:hidden max-lg:fixed max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-30 max-lg:max-h-[50dvh] max-lg:overflow-y-auto max-lg:overscroll-contain max-lg:rounded-t-2xl max-lg:border-t max-lg:bg-paper max-lg:px-4 max-lg:pb-4 max-lg:shadow-2xl lg:w-full lg:max-w-84 lg:pr-5"
      >
        <MarginHead open={open.length} resolved={resolved.length} onClose={props.onClose} />
        <Tabs.Content value={tab} tabIndex={-1} className="outline-none">
          {reading.isPending && passages.length === 0 && <Skeleton className="h-24 rounded-xl" />}
          {reading.isLoadingError && <LoadFailure error={reading.error} onRetry={() => reading.refetch()} />}
          {reading.data && passages.length === 0 && (
            <p className="flex items-start gap-2.5 rounded-xl border border-dashed p-4 text-quiet text-sm leading-relaxed">
              <MessageSquare className="mt-0.5 size-4 shrink-0 text-faint" />
              {showResolved ? 'Nothing is resolved yet.' : 'Select some text and choose Comment.'}
            </p>
          )}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: it listens for the focus, and there is nothing to press */}
          <div
            ref={container}
            className="relative h-(--cards-end)"
            onFocus={({ target }) => {
              const card = target.closest<HTMLElement>('[data-card]')
              if (card?.dataset.card && standsAt(card) < 0) setLed({ to: card.dataset.card, from: lookedAt })
              else if (card?.dataset.card === lookedAt) setLed(null)
            }}
          >
            {passages.map(({ id, range }, index) => {
              const thread = shown.get(id)
              const place = placeOf(id)
              if (!place) return null
              return (
                <Place key={id} id={id} {...place}>
                  {thread ? (
                    <ThreadCard
                      documentId={documentId}
                      thread={thread}
                      position={index + 1}
                      count={all.length}
                      anchored={range !== null}
                      active={active === id}
                      canComment={props.canComment}
                      canWrite={props.canWrite}
                      onActivate={onActive}
                    />
                  ) : (
                    draft && (
                      <DraftCard
                        key={draft.key}
                        documentId={documentId}
                        quote={draft.quote}
                        onCancel={() => onDone(draft)}
                        onSubmit={async (body) => {
                          const { anchor, quote } = draft
                          const started = await change.mutateAsync({ kind: 'start', anchor, quote, body })
                          if (onDone(draft)) onActive(started?.id ?? null)
                        }}
                      />
                    )
                  )}
                </Place>
              )
            })}
          </div>
          {passages.length < all.length && (
            <ShowMoreButton
              className="mx-auto mt-3 flex"
              onClick={() => setResolvedShown(resolvedShown + RESOLVED_STEP)}
            />
          )}
        </Tabs.Content>
      </aside>
    </Tabs.Root>
  )
}

interface PlaceProps {
  id: string
  top: number
  settled: boolean
  children: ReactNode
}

/** Beside its text on wide screens, in a list on narrow ones. A card above the first line is hidden. */
function Place({ id, top, settled, children }: PlaceProps) {
  return (
    <div
      data-card={id}
      className={cn(
        'absolute inset-x-0',
        settled && 'card-place',
        top < 0 && 'pointer-events-none opacity-0',
      )}
      style={{ top }}
    >
      {children}
    </div>
  )
}
