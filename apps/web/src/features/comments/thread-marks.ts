'use client'
import { Extension } from '@tiptap/core'
import { isChangeOrigin } from '@tiptap/extension-collaboration'
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type * as Y from 'yjs'
import { type Anchor, rangeOf } from './anchor.ts'

export interface MarkedThread {
  id: string
  anchor: Anchor
}

interface Marks {
  threads: MarkedThread[]
  active: string | null
  decorations: DecorationSet
}

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    threadMarks: {
      /** Draws these threads, and one of them as the one that is looked at. */
      markThreads: (threads: MarkedThread[], active: string | null) => ReturnType
    }
  }
}

const key = new PluginKey<Marks>('threadMarks')

interface Options {
  ydoc: Y.Doc | null
  onThread(threadId: string | null): void
}

/**
 * Draws comment threads over their text. They are decorations, not part of the document: a commenter needs no right to
 * edit, and the marks move with everybody's edits because their anchors do.
 */
export const ThreadMarks = Extension.create<Options>({
  name: 'threadMarks',

  addOptions() {
    return { ydoc: null, onThread() {} }
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
    return [threadMarks(this.options.onThread)]
  },
})

export function markThreads(transaction: Transaction, threads: MarkedThread[], active: string | null) {
  return transaction.setMeta(key, { threads, active }).setMeta('addToHistory', false)
}

export function threadMarks(onThread: Options['onThread']): Plugin<Marks> {
  return new Plugin<Marks>({
    key,
    state: {
      init: () => ({ threads: [], active: null, decorations: DecorationSet.empty }),
      apply(transaction, before, _old, state) {
        const wanted = transaction.getMeta(key) as Pick<Marks, 'threads' | 'active'> | undefined
        if (!wanted && !transaction.docChanged) return before
        // The Y.Doc, by which anchors are found, gets what is written here only after this transaction.
        if (!wanted && !isChangeOrigin(transaction))
          return { ...before, decorations: before.decorations.map(transaction.mapping, transaction.doc) }
        const { threads, active } = wanted ?? before
        return { threads, active, decorations: draw(state, threads, active) }
      },
    },
    props: {
      decorations: (state) => key.getState(state)?.decorations,
      handleClick(view, position) {
        const found = key.getState(view.state)?.decorations.find(position, position) ?? []
        onThread((found.at(-1)?.spec.threadId as string | undefined) ?? null)
        return false
      },
    },
  })
}

function draw(state: EditorState, threads: MarkedThread[], active: string | null): DecorationSet {
  const decorations = threads.flatMap(({ id, anchor }) => {
    const range = rangeOf(state, anchor)
    if (!range) return []
    const attributes = {
      class: id === active ? 'thread-mark thread-mark-active' : 'thread-mark',
      'data-thread': id,
    }
    return [Decoration.inline(range.from, range.to, attributes, { threadId: id })]
  })
  return DecorationSet.create(state.doc, decorations)
}
