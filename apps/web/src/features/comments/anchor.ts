import { MAX_QUOTE_LENGTH, truncate } from '@quillwire/editor'
import type { EditorState } from '@tiptap/pm/state'
import { absolutePositionToRelativePosition, ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import type { Mapping } from '../editor/binding/lasting-mapping.ts'
import { hasText } from './has-text.ts'
import { positionsIn } from './positions.ts'
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
  binding: { mapping: Mapping } | null
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

/** Finds the text of threads. The work for the first serves for all: use one for all threads of a moment. */
export interface Ranges {
  /**
   * Where the text of a thread is now, or null where it is gone. A page that breaks a line or makes it another kind
   * writes its letters anew, and then ties the threads to them. Until then, the text is where the same words stand.
   */
  of(thread: Anchored): Range | null
  /** Where the letters are that the anchor is tied to, or null where they are gone. */
  anchored(anchor: Anchor): Range | null
}

export function rangesIn(state: EditorState): Ranges {
  const sync = syncState(state)
  const positionOf = sync?.binding ? positionsIn(sync.type, sync.binding.mapping) : null
  const anchored = (anchor: Anchor): Range | null => {
    if (!sync || !positionOf) return null
    const place = (position: Y.RelativePosition) => {
      const absolute = Y.createAbsolutePositionFromRelativePosition(position, sync.doc)
      return absolute && positionOf(absolute.type, absolute.index)
    }
    try {
      const { start, end } = decoded(anchor)
      const [from, to] = [place(start), place(end)]
      if (from === null || to === null || from >= to) return null
      const range = { from, to: Math.min(to, state.doc.content.size) }
      return hasText(state.doc, range.from, range.to) ? range : null
    } catch {
      // What the anchor is tied to may be about to be replaced.
      return null
    }
  }
  return { anchored, of: ({ anchor, quote }) => anchored(anchor) ?? quotedRange(state.doc, quote) }
}

/** Whether the letters that the anchor is tied to are there, or have yet to come. Quick, as it runs after each key. */
export function isTied(state: EditorState, anchor: Anchor): boolean {
  const store = syncState(state)?.doc.store
  const { start, end } = decoded(anchor)
  return [start, end].every(({ item }) => {
    if (!store || !item) return false
    return Y.getState(store, item.client) <= item.clock || !Y.getItem(store, item).deleted
  })
}

/** Read with each letter. A changed anchor is another object. */
const knownPositions = new WeakMap<Anchor, Record<keyof Anchor, Y.RelativePosition>>()

function decoded(anchor: Anchor): Record<keyof Anchor, Y.RelativePosition> {
  const found = knownPositions.get(anchor)
  if (found) return found
  const decode = (text: string) => Y.decodeRelativePosition(bytes(text))
  const positions = { start: decode(anchor.start), end: decode(anchor.end) }
  knownPositions.set(anchor, positions)
  return positions
}

function base64(value: Uint8Array): string {
  return btoa(String.fromCharCode(...value))
}

function bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
