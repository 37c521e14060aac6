import { truncate } from '@quillwire/editor'
import type { EditorState } from '@tiptap/pm/state'
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { quotedRange } from './quoted-range.ts'

/** Where a thread is anchored: two encoded Yjs relative positions, base64. They stay with their text. */
export interface Anchor {
  start: string
  end: string
}

/** What the binding of y-tiptap keeps: which Yjs type stands for which node. */
interface SyncState {
  type: Y.XmlFragment
  doc: Y.Doc
  binding: { mapping: Parameters<typeof absolutePositionToRelativePosition>[2] } | null
}

function syncState(state: EditorState): SyncState | undefined {
  return ySyncPluginKey.getState(state)
}

/** The anchor of a range of the text, or null while the text is not bound yet. */
export function anchorOf(state: EditorState, from: number, to: number): Anchor | null {
  const sync = syncState(state)
  if (!sync?.binding) return null
  const { type, binding } = sync
  const relative = (position: number): Y.RelativePosition =>
    absolutePositionToRelativePosition(position, type, binding.mapping)
  const encode = (position: Y.RelativePosition) => base64(Y.encodeRelativePosition(position))
  return { start: encode(beforeNext(relative(from), sync.doc)), end: encode(relative(to)) }
}

/** y-tiptap ties a position to the letter before it. The start of a comment belongs to the letter after it. */
function beforeNext(position: Y.RelativePosition, doc: Y.Doc): Y.RelativePosition {
  const absolute = Y.createAbsolutePositionFromRelativePosition(position, doc)
  return absolute ? Y.createRelativePositionFromTypeIndex(absolute.type, absolute.index, 0) : position
}

export interface Anchored {
  anchor: Anchor
  /** The text as it was when it was commented. */
  quote: string
}

/** The server keeps no more of a quote. */
const MAX_QUOTE_LENGTH = 2000

/** What is selected, to be commented on; null where that is no text. */
export function selectedPassage(state: EditorState): Anchored | null {
  const { from, to } = state.selection
  const anchor = anchorOf(state, from, to)
  const quote = state.doc.textBetween(from, to, ' ').trim()
  return anchor && quote ? { anchor, quote: truncate(quote, MAX_QUOTE_LENGTH) } : null
}

export interface Range {
  from: number
  to: number
}

/**
 * Where the text of a thread is now, or null where it is gone. Who breaks a line or makes it another kind writes its
 * letters anew, and then ties the threads to them; until that is known, the text is where the same words stand.
 */
export function rangeOf(state: EditorState, { anchor, quote }: Anchored): Range | null {
  return anchoredRange(state, anchor) ?? quotedRange(state.doc, quote)
}

/** Where the letters are that the anchor is tied to, or null where they are gone. */
export function anchoredRange(state: EditorState, anchor: Anchor): Range | null {
  const sync = syncState(state)
  if (!sync?.binding) return null
  const { type, doc, binding } = sync
  try {
    const decode = (text: string) => {
      const absolute = Y.createAbsolutePositionFromRelativePosition(
        Y.decodeRelativePosition(bytes(text)),
        doc,
      )
      if (!absolute) return null
      // y-tiptap reads only positions that are tied as it ties them: to the letter before.
      const tied = Y.createRelativePositionFromTypeIndex(absolute.type, absolute.index, -1)
      return relativePositionToAbsolutePosition(doc, type, tied, binding.mapping)
    }
    const [from, to] = [decode(anchor.start), decode(anchor.end)]
    if (from === null || to === null || from >= to) return null
    const range = { from: Math.max(0, from), to: Math.min(to, state.doc.content.size) }
    return state.doc.textBetween(range.from, range.to, ' ').trim() ? range : null
  } catch {
    // A node that has just been replaced by another has no place for a moment.
    return null
  }
}

/** Whether the letters that the anchor is tied to are there, or have yet to come. It is quick: it is asked after each key. */
export function isTied(state: EditorState, { start, end }: Anchor): boolean {
  const store = syncState(state)?.doc.store
  return [start, end].every((text) => {
    const { item } = Y.decodeRelativePosition(bytes(text))
    if (!store || !item) return false
    return Y.getState(store, item.client) <= item.clock || !Y.getItem(store, item).deleted
  })
}

function base64(value: Uint8Array): string {
  return btoa(String.fromCharCode(...value))
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
