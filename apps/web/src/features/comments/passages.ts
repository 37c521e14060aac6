import type { Editor } from '@tiptap/core'
import { type Anchored, type Range, rangesIn } from './anchor.ts'

export interface Passage {
  id: string
  /** Where its text stands; null where that is gone. */
  range: Range | null
}

/** Where these threads stand at this moment, in the order of the text. Those whose text is gone come last. */
export function passagesOf(editor: Editor, threads: readonly (Anchored & { id: string })[]): Passage[] {
  const ranges = rangesIn(editor.state)
  return threads
    .map((thread) => ({ id: thread.id, range: ranges.of(thread) }))
    .toSorted((a, b) => (a.range?.from ?? Infinity) - (b.range?.from ?? Infinity) || 0)
}

/** The document's header, and a little space. Below, what follows the passage should be seen as well. */
const ABOVE_PX = 64
const BELOW_PX = 56

/**
 * Scrolls the page to the passage where it, or its card, is out of sight.
 * @param covered how much of the window's foot is covered, in pixels.
 * @param cardEnd how far down in the window the card beside it should be visible.
 */
export function showPassage(editor: Editor, { range }: Passage, covered: number, cardEnd = 0): void {
  if (!range) return
  const { top, bottom } = editor.view.coordsAtPos(range.from)
  const end = window.innerHeight - covered - BELOW_PX
  const inSight = top >= ABOVE_PX && bottom <= end
  const missing = Math.max(0, cardEnd - window.innerHeight)
  const by = inSight ? Math.min(missing, top - ABOVE_PX) : top - ABOVE_PX - (end - ABOVE_PX) / 4
  if (by === 0) return
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  window.scrollBy({ top: by, behavior: calm ? 'instant' : 'smooth' })
}
