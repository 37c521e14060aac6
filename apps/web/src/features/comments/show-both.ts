import type { Editor } from '@tiptap/core'
import { hasScreenKeyboard } from '@/lib/focus.ts'
import { type Passage, showPassage } from './passages.ts'
import { isAtTheFoot } from './use-card-places.ts'

/** The space below a card that is wholly in sight. */
const AIR_PX = 12

/** The tabs, which stay at the top of the panel. */
const TABS_PX = 52

/** How far down among the cards it stands; while it moves, where it will stand. */
export const standsAt = (card: HTMLElement) => Number.parseFloat(card.style.top)

/** Brings the passage into sight, and its card. */
export function showBoth(editor: Editor, passage: Passage, panel: HTMLElement): void {
  const card = panel.querySelector<HTMLElement>(`[data-card="${passage.id}"]`)
  if (!card) return
  if (!isAtTheFoot(panel)) {
    const top = (card.parentElement?.getBoundingClientRect().top ?? 0) + standsAt(card)
    // Of a long card only the beginning.
    showPassage(editor, passage, 0, top + Math.min(card.offsetHeight, window.innerHeight / 2) + AIR_PX)
    return
  }
  // The on-screen keyboard would lie over the panel. One more tap into the text brings it back.
  if (editor.isFocused && hasScreenKeyboard()) editor.commands.blur()
  showPassage(editor, passage, panel.offsetHeight)
  const down = card.getBoundingClientRect().top - panel.getBoundingClientRect().top
  panel.scrollTo({ top: panel.scrollTop + down - TABS_PX })
}
