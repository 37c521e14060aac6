'use client'
import { Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Mapping } from '@tiptap/pm/transform'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { type Anchor, type Anchored, anchorOf, isTied, type Range, type Ranges, rangesIn } from './anchor.ts'
import { changeBetween } from './change-between.ts'

export interface MarkedThread extends Anchored {
  id: string
}

interface Marks {
  threads: MarkedThread[]
  active: string | null
  decorations: DecorationSet
  /**
   * What has just been done here to the letters under the marks. Either text was written, and they may have gone with
   * it; or an undo has brought letters back, which are new ones in Yjs, though this page finds them by the old ones.
   */
  done: 'written' | 'undone' | null
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    threadMarks: {
      /** Draws these threads, one of them as the active one. */
      markThreads: (threads: MarkedThread[], active: string | null) => ReturnType
    }
  }
}

const key = new PluginKey<Marks>('threadMarks')

interface Options {
  onThread(threadId: string | null): void
  /** The letters that a thread is tied to were written anew here: it is to be tied to the new ones. */
  onMoved(threadId: string, anchor: Anchor): void
}

/**
 * Draws comment threads over their text. They are decorations, not part of the document: a commenter needs no right to
 * edit, and the marks move with everybody's edits because their anchors do.
 */
export const ThreadMarks = Extension.create<Options>({
  name: 'threadMarks',

  addOptions() {
    return { onThread() {}, onMoved() {} }
  },

  addCommands() {
    return {
      markThreads:
        (threads, active) =>
        ({ tr, dispatch }) => {
          dispatch?.(markThreads(tr, threads, active))
          return true
        },
    }
  },

  addProseMirrorPlugins() {
    return [threadMarks(this.options)]
  },
})

/** The id of a thread's card, which screen readers are led to from its text. */
export const cardOf = (threadId: string) => `thread-${threadId}`

export function markThreads(transaction: Transaction, threads: MarkedThread[], active: string | null) {
  return transaction.setMeta(key, { threads, active }).setMeta('addToHistory', false)
}

export function threadMarks({ onThread, onMoved }: Options): Plugin<Marks> {
  return new Plugin<Marks>({
    key,
    state: {
      init: () => ({ threads: [], active: null, decorations: DecorationSet.empty, done: null }),
      apply(transaction, before, { doc }, state) {
        // The cast: only `markThreads` uses this key.
        const wanted = transaction.getMeta(key) as Pick<Marks, 'threads' | 'active'> | undefined
        if (!wanted && !transaction.docChanged) return before
        // Anchors are found by the Y.Doc, which gets what is written here only after this transaction.
        if (!wanted && !isChangeOrigin(transaction))
          return {
            ...before,
            decorations: before.decorations.map(transaction.mapping, transaction.doc),
            done: 'written',
          }
        const { threads, active } = wanted ?? before
        const isUndone = transaction.getMeta(ySyncPluginKey)?.isUndoRedoOperation === true
        return {
          threads,
          active,
          decorations: draw(state, threads, active, carried(before.decorations, doc, state.doc)),
          done: isUndone ? 'undone' : null,
        }
      },
    },
    // Called after the binding has put what was written here into the Y.Doc.
    view: () => ({
      update({ state }, before) {
        const marks = key.getState(state)
        if (!marks?.done || state.doc === before.doc) return
        const ranges = rangesIn(state)
        for (const { id, anchor } of marks.threads) {
          if (isTied(state, anchor)) continue
          const known = marks.done === 'written' ? ranges.anchored(anchor) : null
          const moved = newAnchor(state, ranges, known, drawn(marks.decorations, id))
          if (moved) onMoved(id, moved)
        }
      },
    }),
    props: {
      decorations: (state) => key.getState(state)?.decorations,
      handleClick(view, position) {
        const found = key.getState(view.state)?.decorations.find(position, position) ?? []
        onThread((found.at(-1)?.spec.threadId as string | undefined) ?? null) // as they were made above
        return false
      },
    },
  })
}

/** The marks, on the same letters in the text as it is now. */
function carried(decorations: DecorationSet, before: Node, doc: Node): DecorationSet {
  return decorations.map(new Mapping([changeBetween(before, doc)]), doc)
}

/**
 * Draws the marks that are not drawn like that already. The editor looks through all lines for each mark that it is
 * given: thousands of them with every letter of somebody else would hold up one's own.
 *
 * @param decorations what is drawn.
 */
function draw(
  state: EditorState,
  threads: MarkedThread[],
  active: string | null,
  decorations: DecorationSet,
): DecorationSet {
  const ranges = rangesIn(state)
  const drawn = Map.groupBy(decorations.find(), ({ spec }) => spec.threadId)
  const fresh = threads.flatMap((thread) => {
    const { id } = thread
    const range = ranges.of(thread)
    if (!range) return []
    const isActive = id === active
    const [mark, ...others] = drawn.get(id) ?? []
    const stands = mark?.from === range.from && mark.to === range.to && others.length === 0
    if (stands && mark.spec.isActive === isActive) {
      drawn.delete(id)
      return []
    }
    const attributes = {
      class: isActive ? 'thread-mark thread-mark-active' : 'thread-mark',
      'data-thread': id,
      role: 'mark',
      'aria-details': cardOf(id),
    }
    return [Decoration.inline(range.from, range.to, attributes, { threadId: id, isActive })]
  })
  const gone = [...drawn.values()].flat()
  return decorations.remove(gone).add(state.doc, fresh)
}

/** Where a thread is drawn: over several lines there are several marks. */
function drawn(decorations: DecorationSet, threadId: string): Range | null {
  const marks = decorations.find(undefined, undefined, (spec) => spec.threadId === threadId)
  if (marks.length === 0) return null
  return { from: Math.min(...marks.map(({ from }) => from)), to: Math.max(...marks.map(({ to }) => to)) }
}

/** The anchor of the marked text, unless everybody finds the same text by the old one. */
function newAnchor(
  state: EditorState,
  ranges: Ranges,
  known: Range | null,
  range: Range | null,
): Anchor | null {
  const textOf = (piece: Range | null) => piece && state.doc.textBetween(piece.from, piece.to, ' ').trim()
  const text = textOf(range)
  if (!range || !text || textOf(known) === text) return null
  const moved = anchorOf(state, range.from, range.to)
  // A mark that ends between two lines has no letter to be tied to, and is found by its words.
  return moved && textOf(ranges.anchored(moved)) === text ? moved : null
}
